namespace GenEmu.Conformance.Tests;

/// <summary>The bytes that decide what an instruction is.</summary>
/// <param name="TwoByte">Whether 0F stands before the opcode.</param>
/// <param name="Opcode">The opcode byte.</param>
/// <param name="ModRm">The byte behind it; an immediate's first byte where there is no ModRM.</param>
/// <param name="Prefix">66, F2 or F3 before it all, or 0.</param>
internal readonly record struct OpcodeBytes(bool TwoByte, byte Opcode, byte ModRm, byte Prefix)
{
    /// <summary>Every one- and two-byte opcode with every ModRM byte, plain and behind each prefix that can be part of an opcode.</summary>
    public static IEnumerable<OpcodeBytes> All =>
        from twoByte in new[] { false, true }
        from opcode in Enumerable.Range(0, 256)
        where twoByte || opcode is not (0x0F or 0x26 or 0x2E or 0x36 or 0x3E or >= 0x64 and <= 0x67 or 0xF0 or 0xF2 or 0xF3)
        where !twoByte || opcode is not (0x38 or 0x3A)
        from modRm in Enumerable.Range(0, 256)
        from prefix in new byte[] { 0, 0x66, 0xF2, 0xF3 }
        select new OpcodeBytes(twoByte, (byte)opcode, (byte)modRm, prefix);

    /// <summary>The whole instruction, with more prefixes before it and zeros for whatever follows.</summary>
    public byte[] Bytes(params ReadOnlySpan<byte> prefixes)
    {
        byte[] opcode = TwoByte ? [0x0F, Opcode, ModRm] : [Opcode, ModRm];
        return [.. prefixes, .. Prefix != 0 ? new[] { Prefix } : [], .. opcode, .. new byte[10]];
    }

    public override string ToString() => $"{(Prefix != 0 ? $"{Prefix:X2} " : "")}{(TwoByte ? "0F " : "")}{Opcode:X2} {ModRm:X2}";
}
