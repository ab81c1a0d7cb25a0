using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using GenEmu.Gdb;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenEmu;

/// <summary>Lets gdb debug a machine over TCP: its registers, memory, breakpoints, steps. docs/gdb.md shows a session.</summary>
/// <remarks>
/// While gdb is attached, the machine runs only when gdb lets it; before and after, it runs as without gdb. One gdb at a time. Whoever can reach the
/// endpoint controls the guest, so listen on a loopback address unless you know who else is there.
/// </remarks>
public sealed class GdbServer : IAsyncDisposable
{
    /// <summary>A gdb asks something at once; what stays silent is none.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Machine _machine;
    private readonly TcpListener _listener;
    private readonly ILogger _log;
    private readonly TextWriter _traceOutput;
    private readonly Channel<GdbConnection> _arrivals = Channel.CreateUnbounded<GdbConnection>();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _attached;

    private GdbServer(Machine machine, TcpListener listener, ILogger log, TextWriter traceOutput)
    {
        (_machine, _listener, _log, _traceOutput) = (machine, listener, log, traceOutput);
        _accepting = AcceptAsync();
    }

    /// <summary>Where gdb can connect; with the port that was chosen if port 0 was asked for.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Starts to listen. Who connects has to wait for <see cref="RunAsync"/>.</summary>
    /// <param name="machine">The machine; from now on run it through <see cref="RunAsync"/>.</param>
    /// <param name="endpoint">The address and port; port 0 for any that is free.</param>
    /// <param name="log">Hears who attaches, leaves, or is refused; nobody if not given.</param>
    /// <param name="traceOutput">Where <c>monitor trace</c> writes to if it is given no file; standard error if not given.</param>
    /// <returns>The server.</returns>
    /// <exception cref="SocketException">The endpoint cannot be listened on: it is in use, or is none of this computer's.</exception>
    public static GdbServer Listen(Machine machine, IPEndPoint endpoint, ILogger? log = null, TextWriter? traceOutput = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(endpoint);
        var listener = new TcpListener(endpoint);
        listener.Start();
        return new GdbServer(machine, listener, log ?? NullLogger.Instance, traceOutput ?? Console.Error);
    }

    /// <summary>Runs the machine, as gdb lets it while one is attached, until something ends the run.</summary>
    /// <param name="until">What to wait for; nothing if not given.</param>
    /// <param name="timeout">The longest time by the host's clock, stops included; no limit if not given.</param>
    /// <param name="waitForDebugger">Whether the first instruction waits for gdb.</param>
    /// <param name="cancellationToken">Ends the run at the next boundary.</param>
    /// <returns>
    /// Why it ended. A triple fault, and a guest that nothing can wake, are stops for gdb and end the run only without it. Where gdb asks for the machine's end,
    /// that is <see cref="MachineStopKind.Cancelled"/>.
    /// </returns>
    public async Task<MachineStop> RunAsync(Until? until = null, TimeSpan? timeout = null, bool waitForDebugger = false, CancellationToken cancellationToken = default)
    {
        var limit = new RunLimit(timeout);
        using IDisposable? watch = until?.Start(_machine, () => _machine.Board.Requests.End(MachineStopKind.UntilMatched, 0, $"{until} was seen"));
        bool waits = waitForDebugger;
        while (true)
        {
            MachineStop? stop = await (waits ? WaitAsync(limit, cancellationToken) : RunAloneAsync(limit, cancellationToken)).ConfigureAwait(false);
            if (stop is not null)
            {
                return stop;
            }

            waits = false;
            if (_arrivals.Reader.TryRead(out GdbConnection? connection))
            {
                stop = await ServeAsync(connection, limit, cancellationToken).ConfigureAwait(false);
                if (stop is not null)
                {
                    return stop;
                }
            }
        }
    }

    /// <summary>Stops listening and closes what is open. The machine stays as it is.</summary>
    /// <returns>Completed once nothing is open.</returns>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _arrivals.Writer.TryComplete();
        while (_arrivals.Reader.TryRead(out GdbConnection? connection))
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _end.Dispose();
    }

    private async Task<MachineStop?> ServeAsync(GdbConnection connection, RunLimit limit, CancellationToken cancellationToken)
    {
        await using (connection.ConfigureAwait(false))
        {
            GdbMessages.Attached(_log, connection.Peer);
            MachineStop? stop = await new GdbSession(_machine, connection, limit, _traceOutput).ServeAsync(cancellationToken).ConfigureAwait(false);
            GdbMessages.Left(_log, connection.Peer);
            Volatile.Write(ref _attached, 0);
            return stop;
        }
    }

    /// <summary>Runs without gdb, until one comes.</summary>
    /// <returns>Why the run ended; <see langword="null"/> if gdb has come.</returns>
    private async Task<MachineStop?> RunAloneAsync(RunLimit limit, CancellationToken cancellationToken)
    {
        using var attach = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<MachineStop> run = _machine.RunAsync(timeout: limit.Remaining, cancellationToken: attach.Token);
        Task arrival = _arrivals.Reader.WaitToReadAsync(attach.Token).AsTask();
        bool isRun = await Task.WhenAny(run, arrival).ConfigureAwait(false) == run;
        await attach.CancelAsync().ConfigureAwait(false);
        MachineStop stop = await run.ConfigureAwait(false);
        return !isRun && stop.Kind == MachineStopKind.Cancelled && !cancellationToken.IsCancellationRequested ? null : stop;
    }

    /// <summary>Lets the machine stand still until gdb comes.</summary>
    /// <returns>Why there is nothing to wait for any more; <see langword="null"/> if gdb has come.</returns>
    private async Task<MachineStop?> WaitAsync(RunLimit limit, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (limit.Remaining is { } left)
        {
            stop.CancelAfter(left);
        }

        try
        {
            await _arrivals.Reader.WaitToReadAsync(stop.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException)
        {
            bool isCancelled = cancellationToken.IsCancellationRequested;
            return new MachineStop(
                isCancelled ? MachineStopKind.Cancelled : MachineStopKind.Timeout, 0, "no debugger came", _machine.Board.Cpus.InstructionCount, _machine.VirtualTime);
        }
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_end.Token).ConfigureAwait(false);
                clients.RemoveAll(client => client.IsCompleted);
                clients.Add(WelcomeAsync(new GdbConnection(socket)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The server ends.
        }

        await Task.WhenAll(clients).ConfigureAwait(false);
    }

    /// <summary>Finds out whether a client is a gdb, and the only one. The machine does not notice before that.</summary>
    private async Task WelcomeAsync(GdbConnection connection)
    {
        if (!await connection.GreetAsync(Patience, _end.Token).ConfigureAwait(false))
        {
            GdbMessages.NoGdb(_log, connection.Peer);
        }
        else if (Interlocked.Exchange(ref _attached, 1) != 0)
        {
            GdbMessages.Busy(_log, connection.Peer);
            await connection.SignAsync('+').ConfigureAwait(false);
            await connection.SendAsync("E.genemu: another debugger is attached").ConfigureAwait(false);
        }
        else if (_arrivals.Writer.TryWrite(connection))
        {
            return;
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
