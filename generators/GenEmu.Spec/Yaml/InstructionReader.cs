using GenEmu.Spec.Forms;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GenEmu.Spec.Yaml;

/// <summary>Reads one mapping of the list. Positions are relative to its first line.</summary>
internal sealed class InstructionReader(IParser parser, string[] source, int firstLine)
{
    private static readonly string[] Required = ["op", "forms", "do"];

    private readonly List<SpecDiagnostic> _diagnostics = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<ScalarSource> _forms = [];
    private ScalarSource _name = new("", default);
    private ScalarSource _text = new("", default);
    private SourceSpan? _lock;
    private RepeatKind _repeat;
    private string? _cpuid;

    /// <summary>The instruction, or null if the list holds something else here.</summary>
    public InstructionSource? Read()
    {
        if (!parser.Accept<MappingStart>(out var start))
        {
            parser.SkipThisAndNestedEvents();
            return null;
        }

        parser.Consume<MappingStart>();
        while (!parser.Accept<MappingEnd>(out _))
        {
            ReadPair();
        }

        parser.Consume<MappingEnd>();
        foreach (var key in Required.Where(k => !_keys.Contains(k)))
        {
            Report(SpecRule.MissingKey, Locate(start), $"The instruction has no '{key}'.");
        }

        return new InstructionSource(_name, new(_forms), _lock, _repeat, _cpuid, _text, new(_diagnostics));
    }

    private void ReadPair()
    {
        if (!parser.TryConsume<Scalar>(out var key))
        {
            Report(SpecRule.WrongValue, Locate(parser.Current!), "A key is a plain word.");
            parser.SkipThisAndNestedEvents();
            parser.SkipThisAndNestedEvents();
            return;
        }

        if (!_keys.Add(key.Value))
        {
            Report(SpecRule.DuplicateKey, Locate(key), $"'{key.Value}' stands twice.");
            parser.SkipThisAndNestedEvents();
            return;
        }

        ReadValue(key);
    }

    private void ReadValue(Scalar key)
    {
        switch (key.Value)
        {
            case "op":
                _name = ReadText() ?? _name;
                break;
            case "forms":
                ReadForms();
                break;
            case "do":
                _text = ReadCode() ?? _text;
                break;
            case "cpuid":
                ReadFeature();
                break;
            case "lock":
                _lock = ReadWord("true") is null ? null : Locate(key);
                break;
            case "rep":
                _repeat = ReadWord("true", "cond") switch { "true" => RepeatKind.Count, "cond" => RepeatKind.CountAndZero, _ => RepeatKind.None };
                break;
            default:
                Report(SpecRule.UnknownKey, Locate(key), $"'{key.Value}' is not a key of an instruction (op, forms, lock, rep, cpuid, do).");
                parser.SkipThisAndNestedEvents();
                break;
        }
    }

    private void ReadFeature()
    {
        if (ReadText() is not { } feature)
        {
            return;
        }

        if (!FeatureNames.Contains(feature.Text))
        {
            Report(SpecRule.WrongValue, feature.Span, $"'{feature.Text}' is not a feature ({string.Join(", ", FeatureNames.All)}).");
        }

        _cpuid = feature.Text;
    }

    private void ReadForms()
    {
        if (!parser.TryConsume<SequenceStart>(out _))
        {
            Report(SpecRule.WrongValue, Locate(parser.Current!), "The forms are a list.");
            parser.SkipThisAndNestedEvents();
            return;
        }

        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (ReadText() is { } form)
            {
                _forms.Add(form);
            }
        }
    }

    private string? ReadWord(params string[] allowed)
    {
        if (ReadScalar() is not { } scalar)
        {
            return null;
        }

        if (!allowed.Contains(scalar.Value, StringComparer.Ordinal))
        {
            Report(SpecRule.WrongValue, Locate(scalar), $"'{scalar.Value}' is not allowed here; write {string.Join(" or ", allowed)}.");
            return null;
        }

        return scalar.Value;
    }

    /// <summary>A text of one line. Plain scalars that a YAML loader would turn into something else must be quoted, so that every reader sees the same.</summary>
    private ScalarSource? ReadText()
    {
        if (ReadScalar() is not { } scalar)
        {
            return null;
        }

        if (scalar.Style == ScalarStyle.Plain && PlainScalar.Trap(scalar.Value) is { } trap)
        {
            Report(SpecRule.ScalarTrap, Locate(scalar), $"YAML reads '{scalar.Value}' as {trap}; quote it.");
        }

        if (scalar.Start.Line != scalar.End.Line)
        {
            Report(SpecRule.WrongValue, Locate(scalar), "This text stands on one line.");
        }

        var quote = scalar.Style == ScalarStyle.Plain ? 0 : 1;
        var start = Locate(scalar);
        return new ScalarSource(scalar.Value, SourceSpan.OnLine(start.Line, start.Column + quote, scalar.Value.Length));
    }

    /// <summary>The text of an instruction: a literal block, so that its lines and columns are those of the file, or one plain line.</summary>
    private ScalarSource? ReadCode()
    {
        if (ReadScalar() is not { } scalar)
        {
            return null;
        }

        var start = Locate(scalar);
        if (scalar.Style == ScalarStyle.Plain && scalar.Start.Line == scalar.End.Line && scalar.Value.Length > 0)
        {
            return new ScalarSource(scalar.Value, start);
        }

        if (scalar.Style == ScalarStyle.DoubleQuoted && scalar.Value.Length == 0)
        {
            return new ScalarSource("", start);
        }

        if (scalar.Style != ScalarStyle.Literal)
        {
            Report(SpecRule.WrongValue, start, "Write the text as a literal block (do: |), or on one line without quotes; an empty one as \"\".");
            return null;
        }

        var lines = scalar.Value.Split('\n');
        var first = Array.FindIndex(lines, l => l.Trim().Length > 0);
        var header = (int)scalar.Start.Line - 1;
        var column = first < 0 ? 0 : source[header + 1 + first].IndexOf(lines[first].TrimEnd(), StringComparison.Ordinal);
        var line = header + 1 - firstLine;
        return new ScalarSource(scalar.Value, new SourceSpan(line, column, line + lines.Length - 1, column + lines[lines.Length - 1].Length));
    }

    private Scalar? ReadScalar()
    {
        if (!parser.TryConsume<Scalar>(out var scalar))
        {
            Report(SpecRule.WrongValue, Locate(parser.Current!), "A text is expected here.");
            parser.SkipThisAndNestedEvents();
            return null;
        }

        if (!scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty)
        {
            Report(SpecRule.WrongValue, Locate(scalar), "Anchors and tags are not part of the language.");
        }

        return scalar;
    }

    private SourceSpan Locate(ParsingEvent e)
    {
        var length = e is Scalar scalar && e.Start.Line == e.End.Line ? Math.Max(1, (int)(scalar.End.Column - scalar.Start.Column)) : 1;
        return SourceSpan.OnLine((int)e.Start.Line - 1 - firstLine, (int)e.Start.Column - 1, length);
    }

    private void Report(SpecRule rule, SourceSpan span, string message) => _diagnostics.Add(new SpecDiagnostic(rule, span, message));
}
