namespace GenEmu.Cli.Output;

/// <summary>Writes out what a trace keeps back when the process ends on another way than through the end of the run.</summary>
internal sealed class FlushAtExit : IDisposable
{
    private readonly TextTracer _trace;

    public FlushAtExit(TextTracer trace)
    {
        _trace = trace;
        AppDomain.CurrentDomain.ProcessExit += Flush;
        AppDomain.CurrentDomain.UnhandledException += Flush;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Flush;
        AppDomain.CurrentDomain.UnhandledException -= Flush;
    }

    private void Flush(object? sender, EventArgs e) => _trace.Flush();
}
