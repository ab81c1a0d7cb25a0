using System.Globalization;

namespace GenEmu.Gdb;

/// <summary>gdb's <c>monitor history</c> and <c>monitor snapshot</c>.</summary>
internal static class HistoryCommands
{
    public const string Help = """
        history [on|off|forget]  keep the machine's past for reverse-stepi and reverse-continue; forget: live on from a moment in it
        snapshot [FILE]          keep this moment whole, so that going back to it is quick; or write it to FILE

        """;

    public static string History(Machine machine, string? what)
    {
        switch (what)
        {
            case "on" when machine.History is null:
                machine.KeepHistory();
                break;
            case "off":
                machine.History?.Dispose();
                break;
            case "forget":
                machine.History?.ForgetFuture();
                break;
            case null or "on":
                break;
            default:
                return $"'{what}' is nothing that a history can do: on, off, forget\n";
        }

        return machine.History is { } history
            ? string.Create(CultureInfo.InvariantCulture, $"history from instruction {history.OldestInstruction}, {history.MomentCount} moments kept whole; the machine is in {(history.IsInPast ? "its past" : "the present")}\n")
            : "no history is kept\n";
    }

    public static string Snapshot(Machine machine, string? path)
    {
        if (path is null)
        {
            if (machine.History is not { } history)
            {
                return "no history is kept; 'monitor history on', or name a file\n";
            }

            history.Keep();
            return History(machine, null);
        }

        try
        {
            machine.TakeSnapshot().Save(path);
            return $"{path} is written\n";
        }
        catch (SnapshotException exception)
        {
            return exception.Message + "\n";
        }
    }
}
