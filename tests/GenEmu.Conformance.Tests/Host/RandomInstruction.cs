using GenEmu.Spec.Checking;
using GenEmu.Spec.Forms;

namespace GenEmu.Conformance.Tests.Host;

/// <summary>Writes a form with random operands: registers other than ESP and ESI, memory at [ESI+disp8].</summary>
internal static class RandomInstruction
{
    private const int Esi = 6;

    /// <summary>The instruction's bytes.</summary>
    /// <param name="model">Its form.</param>
    /// <param name="random">Chooses operands and the operand size.</param>
    /// <param name="repeat">F2, F3 or 0.</param>
    public static byte[] Write(FormModel model, ref FuzzRandom random, byte repeat)
    {
        Form form = model.Form;
        bool word = random.OneIn(3);
        List<byte> bytes = [];
        if (word)
        {
            bytes.Add(0x66);
        }

        if (repeat != 0)
        {
            bytes.Add(repeat);
        }

        if (form.Map == OpcodeMap.Escape0F)
        {
            bytes.Add(0x0F);
        }

        bytes.Add((byte)(form.Opcode + OpcodeBits(form, ref random)));
        if (form.HasModRm)
        {
            WriteModRm(form, bytes, ref random);
        }

        foreach (Operand operand in form.Operands)
        {
            for (int i = ImmediateBytes(operand, word ? 2 : 4); i > 0; i--)
            {
                bytes.Add(random.NextByte());
            }
        }

        return [.. bytes];
    }

    private static int OpcodeBits(Form form, ref FuzzRandom random) => form.Field switch
    {
        OpcodeField.Condition => random.Next(16),
        OpcodeField.Register => Register(form, OperandKind.OpcodeRegister, ref random),
        _ => 0,
    };

    private static void WriteModRm(Form form, List<byte> bytes, ref FuzzRandom random)
    {
        int reg = form.Digit ?? Register(form, OperandKind.RegField, ref random);
        bool mustBeMemory = form.Operands.Any(o => o.Kind == OperandKind.Memory);
        if (mustBeMemory || random.OneIn(2))
        {
            bytes.Add((byte)(0x40 | (reg << 3) | Esi));
            bytes.Add(random.NextByte());
        }
        else
        {
            bytes.Add((byte)(0xC0 | (reg << 3) | Register(form, OperandKind.RegisterOrMemory, ref random)));
        }
    }

    /// <summary>Any register but ESP and ESI, whose numbers mean AH and DH in a byte operand.</summary>
    private static int Register(Form form, OperandKind kind, ref FuzzRandom random)
    {
        bool isByte = form.Operands.Any(o => o.Kind == kind && o.Size == OperandSize.Byte);
        int number = random.Next(8);
        return number is 4 or Esi && !isByte ? number + 1 : number;
    }

    private static int ImmediateBytes(Operand operand, int operandSize) => operand.Kind switch
    {
        OperandKind.SignedImmediate => 1,
        OperandKind.Immediate => operand.Bytes(operandSize),
        _ => 0,
    };
}
