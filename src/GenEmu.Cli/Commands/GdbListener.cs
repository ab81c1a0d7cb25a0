using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace GenEmu.Cli.Commands;

/// <summary>Starts what <c>--gdb</c> asks for, and says where.</summary>
internal static class GdbListener
{
    public static GdbServer? Start(Machine machine, RunOptions options, ILoggerFactory loggers, TextWriter error)
    {
        if (options.Gdb is not { } endpoint)
        {
            return options.GdbWait ? throw new MachineConfigurationException("--gdb-wait: there is nothing to wait for; say where with --gdb :PORT") : null;
        }

        try
        {
            GdbServer server = GdbServer.Listen(machine, endpoint, loggers.CreateLogger("gdb"), error);
            error.WriteLine($"genemu: gdb can attach: target remote {server.Endpoint}{(options.GdbWait ? "; the machine waits for it" : "")}");
            return server;
        }
        catch (SocketException exception)
        {
            throw new MachineConfigurationException($"--gdb: {endpoint} cannot be listened on: {exception.Message}", exception);
        }
    }
}
