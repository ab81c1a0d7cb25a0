using Microsoft.Extensions.Logging;

namespace GenEmu.Cli.Output;

/// <summary>Logs to standard error, a line an entry: standard output belongs to the guest.</summary>
internal sealed class ErrorLog(TextWriter error, bool verbose) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // The writer is the process's own.
    }

    private void Write(string line, Exception? exception)
    {
        lock (error)
        {
            error.WriteLine(line);
            if (verbose && exception is not null)
            {
                error.WriteLine(exception);
            }
        }
    }

    private sealed class Logger(ErrorLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            log.Write($"{logLevel.ToString().ToLowerInvariant()}: {category}: {formatter(state, exception)}", exception);
        }
    }
}
