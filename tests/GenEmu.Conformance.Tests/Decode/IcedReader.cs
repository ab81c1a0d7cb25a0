using Iced.Intel;

namespace GenEmu.Conformance.Tests.Decode;

/// <summary>Feeds Iced one byte string after the other without making objects.</summary>
internal sealed class IcedReader : CodeReader
{
    private readonly byte[] _code = new byte[ByteStrings.Length];
    private readonly Iced.Intel.Decoder _decoder;
    private int _at;

    /// <param name="bitness">16 or 32.</param>
    /// <remarks>
    /// Later instructions took encodings that our processor families ignore or execute as hints: F3 before BSF, BSR and WBINVD, and 0F 18–1E.
    /// Without further options Iced decodes as Intel's processors do.
    /// </remarks>
    public IcedReader(int bitness)
        => _decoder = Iced.Intel.Decoder.Create(
            bitness,
            this,
            DecoderOptions.ForceReservedNop | DecoderOptions.NoMPFX_0FBC | DecoderOptions.NoMPFX_0FBD | DecoderOptions.NoWbnoinvd);

    public override int ReadByte() => _at < _code.Length ? _code[_at++] : -1;

    public void Decode(ReadOnlySpan<byte> code, ulong ip, out Instruction instruction)
    {
        code.CopyTo(_code);
        _at = 0;
        _decoder.IP = ip;
        _decoder.Decode(out instruction);
    }
}
