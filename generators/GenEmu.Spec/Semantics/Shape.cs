using GenEmu.Spec.Forms;

namespace GenEmu.Spec.Semantics;

/// <summary>The widths under which a text is lowered. Two forms of equal shape share one handler.</summary>
/// <param name="OperandSize">The operand-size attribute in bytes.</param>
/// <param name="Size">The operand width of the text in bytes.</param>
/// <param name="Operands">The bytes of each operand.</param>
/// <param name="Values">The bytes of each operand's value; 0 if it has none.</param>
/// <param name="FarTarget">Whether the first operand is a far pointer in the instruction.</param>
/// <param name="Rights">The form's words that demand a mode, a privilege or an alignment.</param>
/// <param name="Units">The units that it uses.</param>
/// <param name="Data">The operand in memory that the x87's data pointer records, or -1.</param>
public sealed record Shape(
    int OperandSize, int Size, EquatableArray<int> Operands, EquatableArray<int> Values, bool FarTarget, FormWords Rights, UnitUse Units, int Data)
{
    /// <summary>The operand sizes in bytes for which handlers are written.</summary>
    public static readonly EquatableArray<int> OperandSizes = new([2, 4]);

    /// <summary>The shape of a form under an operand-size attribute.</summary>
    /// <param name="form">The form.</param>
    /// <param name="operandSize">The attribute in bytes.</param>
    public static Shape Of(Form form, int operandSize) => new(
        operandSize,
        SizeOf(form, operandSize),
        new(form.Operands.Select(o => o.Bytes(operandSize))),
        new(form.Operands.Select(o => o.ValueBytes(operandSize))),
        form.Operands.Any(o => o.Kind == OperandKind.FarTarget),
        form.Words & (FormWords.Protected | FormWords.Cpl0 | FormWords.Unaligned),
        UnitsOf(form),
        form.IsX87 ? form.Operands.ToList().FindIndex(o => o.Kind == OperandKind.Memory) : -1);

    /// <summary>The width of the first operand that is a general register or memory, DX as a port not counted; else the operand-size attribute.</summary>
    private static int SizeOf(Form form, int operandSize)
    {
        var deciding = form.Operands.FirstOrDefault(o => o.ValueBytes(operandSize) != 0 && IsRegisterOrMemory(o) && o.Name != "DX");
        return deciding?.ValueBytes(operandSize) ?? operandSize;
    }

    private static UnitUse UnitsOf(Form form)
    {
        var x87 = UnitUse.X87
            | ((form.Words & FormWords.NoWait) == 0 ? UnitUse.Wait : 0)
            | ((form.Words & FormWords.Control) == 0 ? UnitUse.Pointers : 0);
        return (form.IsX87 ? x87 : 0) | (form.Operands.Any(o => o.IsMmx) ? UnitUse.Mmx : 0) | (form.Operands.Any(o => o.IsXmm) ? UnitUse.Sse : 0);
    }

    private static bool IsRegisterOrMemory(Operand operand) => operand.CanBeMemory || operand.IsMmx || operand.IsXmm
        || operand.Kind is OperandKind.Register or OperandKind.RegField or OperandKind.OpcodeRegister or OperandKind.FixedRegister;
}
