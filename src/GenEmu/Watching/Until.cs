namespace GenEmu;

/// <summary>What a run waits for.</summary>
public abstract class Until
{
    private protected Until()
    {
    }

    /// <summary>Text that the guest sends on a channel, from the start of the run.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="text">The text.</param>
    /// <returns>The condition.</returns>
    public static Until Channel(string channel, string text) => new UntilOutput(channel, text);

    /// <summary>Text on the first serial line, from the start of the run.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The condition.</returns>
    public static Until Serial(string text) => Channel("serial0", text);

    /// <summary>Text on the debug console, from the start of the run.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The condition.</returns>
    public static Until DebugConsole(string text) => Channel("debugcon", text);

    /// <summary>Text on the text screen, within one row.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The condition.</returns>
    public static Until Screen(string text) => new UntilShown(text);

    /// <summary>Text on the text screen, the first serial line or the debug console.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The condition.</returns>
    public static Until Text(string text) => Any(Serial(text), DebugConsole(text), Screen(text));

    /// <summary>The first of several.</summary>
    /// <param name="conditions">The conditions.</param>
    /// <returns>The condition.</returns>
    public static Until Any(params IReadOnlyList<Until> conditions) => new UntilAny(conditions);

    /// <summary>Does steps in order, then waits for a text like <see cref="Text"/>. Each text counts only if it shows anew after the step before.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="text">The last text; <see langword="null"/> to go on until something else ends the run.</param>
    /// <returns>The condition.</returns>
    public static Until Script(IReadOnlyList<ScriptStep> steps, string? text) => new UntilScript(steps, text);

    /// <summary>Virtual time since power-on.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The condition.</returns>
    public static Until VirtualTime(TimeSpan time) => new UntilTime(time);

    /// <summary>Starts watching; on the machine's thread.</summary>
    /// <param name="machine">Whom.</param>
    /// <param name="matched">Called on the machine's thread when it has come.</param>
    /// <returns>Ends the watching.</returns>
    internal abstract IDisposable Start(Machine machine, Action matched);
}
