namespace GenEmu.Generators;

/// <summary>The names of the pipeline's steps, by which tests see what ran again.</summary>
public static class StepNames
{
    /// <summary>The file as read: instructions with relative positions, and their lines apart.</summary>
    public const string Read = "Read";

    /// <summary>One instruction as written.</summary>
    public const string Instruction = "Instruction";

    /// <summary>The signatures of the pure functions.</summary>
    public const string Functions = "Functions";

    /// <summary>One instruction checked: its model, without its lines.</summary>
    public const string Check = "Check";

    /// <summary>A checked instruction joined with the line on which it starts.</summary>
    public const string Locate = "Locate";

    /// <summary>What the tables need of one instruction.</summary>
    public const string Entry = "Entry";

    /// <summary>All that the tables are made of.</summary>
    public const string Table = "Table";
}
