namespace GenEmu.Gdb;

/// <summary>One thing that came from gdb.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Data">A packet's contents, unescaped.</param>
internal sealed record GdbInput(GdbInputKind Kind, byte[] Data)
{
    public static GdbInput Of(GdbInputKind kind) => new(kind, []);
}
