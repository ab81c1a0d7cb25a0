namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>A value on a case's line: a dword in the guest's memory under a mask.</summary>
internal readonly record struct Shown(uint Address, uint Mask)
{
    /// <summary>EFLAGS without the arithmetic flags (often undefined) and RF (which has cases of its own).</summary>
    public static readonly Shown Flags = new(Of(Field.Eflags), 0x003E_F700);

    public static readonly Shown AllFlags = new(Of(Field.Eflags), 0x003E_FFFF);

    public static readonly Shown Rf = new(Of(Field.Eflags), 0x1_0000);

    public static implicit operator Shown(Field field) => new(Of(field), field is >= Field.Ss and <= Field.Gs or Field.Cs or Field.Tr or Field.Ldtr ? 0xFFFF : uint.MaxValue);

    public static Shown Byte(uint address) => new(address, 0xFF);

    public static Shown Word(uint address) => new(address, 0xFFFF);

    public static Shown Dword(uint address) => new(address, uint.MaxValue);

    private static uint Of(Field field) => Layout.State + ((uint)field * 4);
}
