using System.Globalization;
using System.Text;

using GenEmu.Spec;

namespace GenEmu.Generators.Emit;

/// <summary>Writes indented C#; single lines can be mapped to the spec with #line.</summary>
internal sealed class CodeWriter(string path, int firstLine)
{
    private readonly StringBuilder _text = new();
    private int _indentation;
    private bool _isMapped;

    /// <summary>Writes a line of the generator's own.</summary>
    public void Line(string text = "")
    {
        Hide();
        Write(text);
    }

    /// <summary>Writes a line that stands for a part of the spec: errors, stack frames and breakpoints go there.</summary>
    public void Mapped(SourceSpan span, string text)
    {
        var at = span.Down(firstLine);
        var offset = Math.Max(1, _indentation * 4);
        Write(string.Format(
            CultureInfo.InvariantCulture, "#line ({0}, {1}) - ({2}, {3}) {4} \"{5}\"", at.Line + 1, at.Column + 1, at.EndLine + 1, Math.Max(1, at.EndColumn), offset, path));
        Write(text);
        _isMapped = true;
    }

    /// <summary>Opens a block.</summary>
    public void Open(string? head = null)
    {
        if (head is not null)
        {
            Line(head);
        }

        Line("{");
        _indentation++;
    }

    /// <summary>Closes a block.</summary>
    public void Close(string tail = "}")
    {
        Hide();
        _indentation--;
        Write(tail);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Hide()
    {
        if (_isMapped)
        {
            _isMapped = false;
            Write("#line hidden");
        }
    }

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            _text.Append(' ', _indentation * 4).Append(text);
        }

        _text.Append('\n');
    }
}
