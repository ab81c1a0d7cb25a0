using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>Keeps what was logged, as "Level: text".</summary>
public sealed class TestLog : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{logLevel}: {formatter(state, exception)}");
}
