using System.Globalization;

using GenEmu.Spec.Yaml;

namespace GenEmu.Spec.Forms;

/// <summary>Parses <c>BYTES [/r | /0../7] [operands] [words]</c>; the first error is reported at its column.</summary>
public sealed class FormParser
{
    private static readonly (string Word, FormWords Value)[] WordNames =
    [
        ("not64", FormWords.Not64), ("only64", FormWords.Only64), ("cpl0", FormWords.Cpl0), ("pm", FormWords.Protected),
        ("nolock", FormWords.NoLock), ("d64", FormWords.Default64), ("f64", FormWords.Force64),
        ("reg", FormWords.RegisterOnly), ("unaligned", FormWords.Unaligned), ("nowait", FormWords.NoWait), ("control", FormWords.Control),
    ];

    private readonly ScalarSource _source;
    private readonly List<SpecDiagnostic> _diagnostics;
    private readonly List<byte> _bytes = [];
    private readonly List<Operand> _operands = [];
    private OpcodeField _field;
    private MandatoryPrefix _prefix;
    private int? _digit;
    private bool _slashR;
    private FormWords _words;
    private string _feature = "";
    private int _position;

    private FormParser(ScalarSource source, List<SpecDiagnostic> diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
    }

    /// <summary>Parses one form.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The form, or null if it has an error.</returns>
    public static Form? Parse(ScalarSource source, List<SpecDiagnostic> diagnostics) => new FormParser(source, diagnostics).Parse();

    private Form? Parse()
    {
        ReadPrefix();
        while (ReadByte())
        {
        }

        if (_bytes.Count == 0)
        {
            return Fail("A form begins with its opcode bytes in upper-case hexadecimal.");
        }

        if (!ReadModRm() || !ReadOperands() || !ReadWords())
        {
            return null;
        }

        return Build();
    }

    private void ReadPrefix()
    {
        foreach (var (text, prefix) in new[] { ("NP.", MandatoryPrefix.None), ("66.", MandatoryPrefix.OperandSize), ("F2.", MandatoryPrefix.RepeatNotZero), ("F3.", MandatoryPrefix.Repeat) })
        {
            if (_source.Text.StartsWith(text, StringComparison.Ordinal))
            {
                _prefix = prefix;
                _position = text.Length;
            }
        }
    }

    private bool ReadByte()
    {
        SkipSpaces();
        var token = PeekToken();
        if (token.Length < 2 || !IsHex(token[0]) || !IsHex(token[1]) || _field != OpcodeField.None)
        {
            return false;
        }

        var suffix = token.Substring(2);
        if (suffix is not ("" or "+r" or "+c"))
        {
            return false;
        }

        _field = suffix switch { "+r" => OpcodeField.Register, "+c" => OpcodeField.Condition, _ => OpcodeField.None };
        _bytes.Add(byte.Parse(token.Substring(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        _position += token.Length;
        return true;
    }

    private bool ReadModRm()
    {
        SkipSpaces();
        var token = PeekToken();
        if (token.Length == 0 || token[0] != '/')
        {
            return true;
        }

        if (token == "/r")
        {
            _slashR = true;
        }
        else if (token.Length == 2 && token[1] is >= '0' and <= '7')
        {
            _digit = token[1] - '0';
        }
        else
        {
            Fail($"'{token}' is neither /r nor /0 to /7.");
            return false;
        }

        _position += token.Length;
        return true;
    }

    private bool ReadOperands()
    {
        SkipSpaces();
        if (AtEnd || IsWord(PeekToken()))
        {
            return true;
        }

        while (true)
        {
            SkipSpaces();
            if (!ReadOperand())
            {
                return false;
            }

            SkipSpaces();
            if (AtEnd || _source.Text[_position] != ',')
            {
                return true;
            }

            if (_operands.Count == 3)
            {
                Fail("A form has at most three operands.");
                return false;
            }

            _position++;
        }
    }

    private bool ReadOperand()
    {
        var token = PeekToken();
        if (token.Length == 0)
        {
            Fail("An operand is missing.");
            return false;
        }

        if (OperandNames.Parse(token, _source.Part(_position, token.Length)) is not { } operand)
        {
            Fail(OperandNames.Explain(token), SpecRule.UnknownOperand);
            return false;
        }

        _operands.Add(operand);
        _position += token.Length;
        return true;
    }

    private bool ReadWords()
    {
        SkipSpaces();
        while (!AtEnd)
        {
            var token = PeekToken();
            if (_feature.Length == 0 && FeatureNames.Contains(token))
            {
                _feature = token;
                _position += token.Length;
                SkipSpaces();
                continue;
            }

            var value = WordNames.FirstOrDefault(w => string.Equals(w.Word, token, StringComparison.Ordinal)).Value;
            if (value == FormWords.None || (_words & value) != 0)
            {
                Fail($"'{token}' is not a word of a form ({string.Join(", ", WordNames.Select(w => w.Word).Concat(FeatureNames.All))}), or stands twice.");
                return false;
            }

            _words |= value;
            _position += token.Length;
            SkipSpaces();
        }

        return true;
    }

    private Form? Build()
    {
        var (map, skip) = _bytes[0] != 0x0F || _bytes.Count == 1 ? (OpcodeMap.Primary, 0)
            : _bytes[1] == 0x38 && _bytes.Count > 2 ? (OpcodeMap.Escape0F38, 2)
            : _bytes[1] == 0x3A && _bytes.Count > 2 ? (OpcodeMap.Escape0F3A, 2)
            : (OpcodeMap.Escape0F, 1);
        var rest = _bytes.Count - skip;
        int? modRm = rest == 2 && _bytes[skip + 1] >= 0xC0 && !_slashR && _digit is null && _field == OpcodeField.None ? _bytes[skip + 1] : null;
        var hasModRm = _slashR || _digit is not null || modRm is not null || _operands.Any(o => o.NeedsModRm);
        _position = 0;
        if (rest != 1 && modRm is null)
        {
            return Fail("An opcode is one byte behind the escape bytes 0F, 0F 38 or 0F 3A, and perhaps a ModRM byte that names registers, C0 to FF.");
        }

        var opcode = _bytes[skip];
        var fieldBits = _field switch { OpcodeField.Register => 7, OpcodeField.Condition => 15, _ => 0 };
        if ((opcode & fieldBits) != 0)
        {
            return Fail("The opcode's low bits are the field's and must be zero.");
        }

        if (_operands.Any(o => o.Kind == OperandKind.OpcodeRegister) != (_field == OpcodeField.Register))
        {
            return Fail("+r and an operand Z belong together.");
        }

        return new Form(_source.Text, _source.Span, map, opcode, _field, _prefix, _digit, modRm, hasModRm, new(_operands), _words, _feature);
    }

    private Form? Fail(string message, SpecRule rule = SpecRule.MalformedForm)
    {
        _diagnostics.Add(new SpecDiagnostic(rule, _source.Part(_position, Math.Max(1, PeekToken().Length)), message));
        return null;
    }

    private bool AtEnd => _position >= _source.Text.Length;

    private static bool IsHex(char c) => c is (>= '0' and <= '9') or (>= 'A' and <= 'F');

    private static bool IsWord(string token) => FeatureNames.Contains(token) || WordNames.Any(w => string.Equals(w.Word, token, StringComparison.Ordinal));

    private void SkipSpaces()
    {
        while (!AtEnd && _source.Text[_position] == ' ')
        {
            _position++;
        }
    }

    private string PeekToken()
    {
        var end = _position;
        while (end < _source.Text.Length && _source.Text[end] is not (' ' or ','))
        {
            end++;
        }

        return _source.Text.Substring(_position, end - _position);
    }
}
