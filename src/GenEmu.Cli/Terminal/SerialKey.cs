namespace GenEmu.Cli.Terminal;

/// <summary>What a key on the serial terminal is for.</summary>
internal enum SerialKey
{
    /// <summary>It begins something.</summary>
    Nothing,

    /// <summary>The guest gets it.</summary>
    Send,

    /// <summary>The machine's run ends.</summary>
    Quit,

    /// <summary>The person wants to know the keys, or has mistaken one.</summary>
    Help,
}
