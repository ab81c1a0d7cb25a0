namespace GenEmu.Cli.Isa;

/// <summary>The text of opcodes.yaml that the CPU was generated from.</summary>
internal static class SpecText
{
    private const string Start = "- op:";

    /// <summary>The instruction that a line belongs to.</summary>
    public static string InstructionAt(int line)
    {
        string[] lines = Read();
        int first = line - 1;
        while (first > 0 && !lines[first].StartsWith(Start, StringComparison.Ordinal))
        {
            first--;
        }

        IEnumerable<string> rest = lines[(first + 1)..].TakeWhile(text => text.Length == 0 || char.IsWhiteSpace(text[0]));
        return string.Join('\n', rest.Prepend(lines[first])).TrimEnd();
    }

    private static string[] Read()
    {
        using Stream stream = typeof(SpecText).Assembly.GetManifestResourceStream("opcodes.yaml")!;      // embedded by the project file
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
    }
}
