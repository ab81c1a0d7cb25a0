using System.Text;

namespace GenEmu.Devices.Generators.Emitting;

/// <summary>Writes indented lines.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>Writes a head and opens its block.</summary>
    public void Open(string head)
    {
        Line(head);
        Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    /// <summary>Writes a head and indents what follows, until <see cref="Outdent"/>.</summary>
    public void Indent(string head)
    {
        Line(head);
        _depth++;
    }

    public void Outdent() => _depth--;

    public override string ToString() => _text.ToString();
}
