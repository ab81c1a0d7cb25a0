using Iced.Intel;

namespace GenEmu;

/// <summary>Instructions as text, in Intel's syntax.</summary>
internal sealed class Disassembler
{
    private readonly BytesReader _reader = new();
    private readonly IntelFormatter _formatter = new();
    private readonly StringOutput _text = new();
    private readonly Decoder _decoder16;
    private readonly Decoder _decoder32;

    public Disassembler()
    {
        _decoder16 = Decoder.Create(16, _reader);
        _decoder32 = Decoder.Create(32, _reader);
        _formatter.Options.SpaceAfterOperandSeparator = true;
    }

    /// <summary>One instruction.</summary>
    /// <param name="code">Its bytes.</param>
    /// <param name="rip">Its IP.</param>
    /// <param name="bits">Its code segment's size, 16 or 32.</param>
    public string Describe(ReadOnlySpan<byte> code, ulong rip, int bits)
    {
        Decoder decoder = bits == 16 ? _decoder16 : _decoder32;
        _reader.Set(code);
        decoder.IP = rip;
        Instruction instruction = decoder.Decode();
        if (instruction.IsInvalid)
        {
            return "(bad)";
        }

        _formatter.Format(instruction, _text);
        return _text.ToStringAndReset();
    }

    private sealed class BytesReader : CodeReader
    {
        private readonly byte[] _bytes = new byte[16];
        private int _count;
        private int _at;

        public void Set(ReadOnlySpan<byte> code)
        {
            code.CopyTo(_bytes);         // at most 15
            (_count, _at) = (code.Length, 0);
        }

        public override int ReadByte() => _at < _count ? _bytes[_at++] : -1;
    }
}
