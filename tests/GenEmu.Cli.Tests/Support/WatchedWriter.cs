namespace GenEmu.Cli.Tests.Support;

/// <summary>Standard error of a command that goes on: the test hears of the line that it waits for.</summary>
internal sealed class WatchedWriter(string text) : StringWriter
{
    private readonly TaskCompletionSource<string> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What stood behind the text in its line.</summary>
    public Task<string> Seen => _seen.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.IndexOf(text, StringComparison.Ordinal) is >= 0 and int at)
        {
            _seen.TrySetResult(value[(at + text.Length)..]);
        }
    }
}
