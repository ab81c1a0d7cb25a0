using Microsoft.Extensions.Logging;

namespace GenEmu.Gdb;

/// <summary>What the server says about who comes and goes.</summary>
internal static partial class GdbMessages
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Peer} is attached; the machine stands still")]
    public static partial void Attached(ILogger log, string peer);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Peer} has left")]
    public static partial void Left(ILogger log, string peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} is refused: it does not speak gdb's remote protocol")]
    public static partial void NoGdb(ILogger log, string peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} is refused: another debugger is attached")]
    public static partial void Busy(ILogger log, string peer);
}
