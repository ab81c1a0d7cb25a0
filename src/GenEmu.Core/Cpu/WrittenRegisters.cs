namespace GenEmu.Core.Cpu;

/// <summary>Which bytes of the general registers, and whether the arithmetic flags, a transaction has written, be it with the value that was there.</summary>
internal struct WrittenRegisters
{
    private ulong _low;
    private ulong _high;

    /// <summary>Whether the arithmetic flags were written.</summary>
    public bool Flags { get; set; }

    /// <summary>Notes a write to a register: its byte offset below <see cref="RegisterFile.Zero"/>, and 1 to 8 bytes, which never cross a register.</summary>
    public void Add(int offset, int length)
    {
        ulong bytes = (ulong.MaxValue >> (64 - length)) << (offset & 63);
        _low |= offset < 64 ? bytes : 0;
        _high |= offset < 64 ? 0 : bytes;
    }

    public readonly bool Has(int offset) => (((offset < 64 ? _low : _high) >> (offset & 63)) & 1) != 0;
}
