namespace GenEmu.Time;

/// <summary>Decides when what was posted to a machine enters it.</summary>
internal interface IEntrance
{
    /// <summary>Whether it decides; if not, everything enters at once, and it only hears of it.</summary>
    bool Decides { get; }

    /// <summary>Something enters now.</summary>
    /// <param name="entry">What was posted.</param>
    void Enters(in ScheduledEntry entry);

    /// <summary>Lets in what is due at this boundary.</summary>
    /// <param name="arrived">What was posted since the last one, in order.</param>
    void Admit(IReadOnlyList<ScheduledEntry> arrived);
}
