namespace GenEmu.Replay;

/// <summary>One thing that entered a machine from outside.</summary>
/// <param name="Stamp">Where.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Name">Which one: a channel's name, an access's id, whose code.</param>
/// <param name="Data">Its data.</param>
internal sealed record RecordedEntry(Stamp Stamp, EntryKind Kind, string Name, byte[] Data)
{
    public override string ToString() => $"{Kind} '{Name}' at {Stamp}";
}
