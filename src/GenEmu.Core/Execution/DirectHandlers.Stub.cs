namespace GenEmu.Core.Execution;

// Stands in until the generator writes the real one. The generator's has one method for each instruction, width signature and shape,
// named like Add_4_4_MemoryFlat_Register; Find maps a decoded op to its index, Name an index to the method's name.
internal static partial class DirectHandlers
{
    public static int Count => 0;

    public static int Find(int form, int operandSize, OperandKind kind0, OperandKind kind1, OperandKind kind2, bool flat, int condition) => -1;

    public static string Name(int index) => "";
}
