using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GenEmu.Spec.Yaml;

/// <summary>
/// Reads the file over YAML events, not over a loader: every scalar stays text (<c>no</c> is a condition, <c>00</c> an
/// opcode) and keeps its line and column.
/// </summary>
public static class SpecReader
{
    /// <summary>Reads the file.</summary>
    /// <param name="text">The file's text.</param>
    public static SpecDocument Read(string text)
    {
        var instructions = new List<InstructionSource>();
        var lines = new List<int>();
        var diagnostics = new List<SpecDiagnostic>();
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<DocumentStart>(out _))
            {
                parser.Consume<DocumentStart>();
                ReadList(parser, SplitLines(text), instructions, lines, diagnostics);
            }
        }
        catch (YamlException e)
        {
            diagnostics.Add(NotYaml(e.Start, e.Message));
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet's scanner gives up on some unclosed brackets without a place; the last event is the nearest one.
            diagnostics.Add(NotYaml(parser.Current?.End ?? Mark.Empty, e.Message));
        }

        ReportDuplicates(instructions);
        return new SpecDocument(new(instructions), new(lines), new(diagnostics));
    }

    private static SpecDiagnostic NotYaml(Mark at, string message) =>
        new(SpecRule.YamlSyntax, SourceSpan.OnLine(Math.Max(0, (int)at.Line - 1), Math.Max(0, (int)at.Column - 1), 1), "The file is not YAML: " + message);

    private static string[] SplitLines(string text) => text.Split('\n');

    private static void ReadList(
        IParser parser, string[] source, List<InstructionSource> instructions, List<int> lines, List<SpecDiagnostic> diagnostics)
    {
        if (!parser.Accept<SequenceStart>(out _))
        {
            var at = parser.Current!.Start;
            var span = SourceSpan.OnLine((int)at.Line - 1, (int)at.Column - 1, 1);
            diagnostics.Add(new SpecDiagnostic(SpecRule.WrongValue, span, "The file is a list of instructions, each beginning with \"- op: name\"."));
            return;
        }

        parser.Consume<SequenceStart>();
        while (!parser.Accept<SequenceEnd>(out _))
        {
            var line = (int)parser.Current!.Start.Line - 1;
            if (new InstructionReader(parser, source, line).Read() is { } instruction)
            {
                instructions.Add(instruction);
                lines.Add(line);
            }
            else
            {
                diagnostics.Add(new SpecDiagnostic(SpecRule.WrongValue, SourceSpan.OnLine(line, 0, 1), "An instruction is a mapping that begins with \"op: name\"."));
            }
        }
    }

    /// <summary>Names must differ as C# identifiers, on any file system. The later one gets the diagnostic and no code.</summary>
    private static void ReportDuplicates(List<InstructionSource> instructions)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < instructions.Count; i++)
        {
            var instruction = instructions[i];
            if (seen.TryGetValue(instruction.Identifier, out var first))
            {
                var diagnostic = new SpecDiagnostic(SpecRule.DuplicateInstruction, instruction.Name.Span, $"'{first}' is already described.");
                instructions[i] = instruction with { Diagnostics = new(instruction.Diagnostics.Append(diagnostic)) };
            }
            else
            {
                seen.Add(instruction.Identifier, instruction.Name.Text);
            }
        }
    }
}
