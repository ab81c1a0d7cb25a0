using GenEmu.Abstractions;
using GenEmu.Board;

namespace GenEmu.Replay;

/// <summary>Something that the host sends into a machine, in a form that a recording can keep.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Where it goes, or who sent it.</param>
/// <param name="Data">Its data.</param>
internal sealed record MachineInput(EntryKind Kind, string Name, byte[] Data)
{
    private const int BytesPerKey = 2;

    public static MachineInput To(ByteChannel channel, ReadOnlySpan<byte> data) => new(EntryKind.Channel, channel.Name, data.ToArray());

    public static MachineInput Of(IReadOnlyList<KeyStroke> strokes)
        => new(EntryKind.Keys, "keyboard", [.. strokes.SelectMany(stroke => (byte[])[(byte)stroke.Key, (byte)(stroke.Pressed ? 1 : 0)])]);

    public static MachineInput Of(ResetKind kind, string source) => new(EntryKind.Reset, source, [(byte)kind]);

    /// <summary>Lets it in; on the machine's thread.</summary>
    public void Enter(MachineBoard board, Typist typist)
    {
        switch (Kind)
        {
            case EntryKind.Channel:
                board.Channel(Name).Receive(Data);
                break;
            case EntryKind.Keys:
                typist.Enqueue([.. Data.Chunk(BytesPerKey).Select(key => new KeyStroke((PcKey)key[0], key[^1] != 0))]);
                break;
            case EntryKind.Reset when Data is [var kind]:
                board.RequestReset((ResetKind)kind, Name);
                break;
        }
    }
}
