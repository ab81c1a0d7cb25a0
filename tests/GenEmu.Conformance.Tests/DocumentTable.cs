namespace GenEmu.Conformance.Tests;

/// <summary>Puts what a run measured into a document, between two marks, if <c>GENEMU_TABLES=FILE</c> names one.</summary>
internal static class DocumentTable
{
    public static void Write(string name, string text)
    {
        if (Environment.GetEnvironmentVariable("GENEMU_TABLES") is not { Length: > 0 } file)
        {
            return;
        }

        (string begin, string end) = ($"<!-- Written by {name} -->\n", $"<!-- End of {name} -->");
        string[] parts = File.ReadAllText(file).Split([begin, end], StringSplitOptions.None);
        if (parts.Length != 3)
        {
            throw new InvalidDataException($"{file} has no place for a table: one line '{begin.TrimEnd()}' and one line '{end}'.");
        }

        File.WriteAllText(file, $"{parts[0]}{begin}{text}{end}{parts[2]}");
    }
}
