using System.Text;

namespace GenEmu;

/// <summary>Finds a text in a stream of bytes (Knuth, Morris, Pratt).</summary>
internal sealed class TextMatcher
{
    private readonly byte[] _text;
    private readonly int[] _fallback;
    private int _matched;

    public TextMatcher(string text)
    {
        _text = Encoding.UTF8.GetBytes(text);
        _fallback = new int[_text.Length + 1];
        for (int i = 1, prefix = 0; i < _text.Length; i++)
        {
            while (prefix > 0 && _text[i] != _text[prefix])
            {
                prefix = _fallback[prefix];
            }

            prefix += _text[i] == _text[prefix] ? 1 : 0;
            _fallback[i + 1] = prefix;
        }
    }

    /// <summary>Takes the next byte.</summary>
    /// <returns>Whether the text ends with it.</returns>
    public bool Next(byte value)
    {
        while (_matched > 0 && (_matched == _text.Length || _text[_matched] != value))
        {
            _matched = _fallback[_matched];
        }

        _matched += _text[_matched] == value ? 1 : 0;
        return _matched == _text.Length;
    }
}
