using GenEmu.Core.Execution;

namespace GenEmu;

/// <summary>The instructions that the CPU was generated with.</summary>
public static unsafe class InstructionSet
{
    /// <summary>Every encoding, in the order of <c>opcodes.yaml</c>.</summary>
    public static IReadOnlyList<InstructionForm> Forms { get; } = [.. InstructionTable.Forms.Select(Describe)];

    /// <summary>Decodes one instruction.</summary>
    /// <param name="code">Its bytes, and possibly more.</param>
    /// <param name="bits">The code segment's size, 16 or 32.</param>
    /// <returns>What it means; <see langword="null"/> if it raises #UD, is too long or goes on beyond the bytes.</returns>
    public static DecodedInstruction? Decode(ReadOnlySpan<byte> code, int bits)
    {
        CodeMode mode = bits switch
        {
            16 => CodeMode.Bits16,
            32 => CodeMode.Bits32,
            _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "Code is 16 or 32 bits wide."),
        };
        Op op;
        DecodeResult result = Decoder.Decode(code[..Math.Min(code.Length, Decoder.MaxLength)], 0, mode, &op);
        return result == DecodeResult.Decoded && (op.Flags & OpFlags.Invalid) == 0
            ? new DecodedInstruction(Forms[op.Form], op.Length, op.OperandSize, op.AddressSize)
            : null;
    }

    private static InstructionForm Describe(FormInfo form)
    {
        IEnumerable<string> words = Enum.GetValues<FormFlags>()
            .Where(flag => flag != FormFlags.None && form.Flags.HasFlag(flag))
            .Select(flag => flag.ToString().ToLowerInvariant());
        return new InstructionForm(form.Op, form.Text, form.Feature, form.Line, [.. words], form.UndefinedFlags);
    }
}
