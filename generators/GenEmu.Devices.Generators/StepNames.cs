namespace GenEmu.Devices.Generators;

/// <summary>The pipeline's steps, by the names under which tests watch them.</summary>
internal static class StepNames
{
    /// <summary>Reads one class into values.</summary>
    public const string Devices = nameof(Devices);

    /// <summary>What to write, without positions: an edit that only moves lines leaves it unchanged.</summary>
    public const string Models = nameof(Models);

    /// <summary>What is wrong.</summary>
    public const string Problems = nameof(Problems);

    /// <summary>Attributes that stand outside any device.</summary>
    public const string Strays = nameof(Strays);
}
