using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace GenEmu.Gdb;

/// <summary>The line to one gdb: cuts what comes into packets, and frames what goes out.</summary>
/// <remarks>One task reads; everything else belongs to whoever serves the connection. A line that breaks ends <see cref="Inputs"/>, and sending to it does nothing.</remarks>
internal sealed class GdbConnection : IAsyncDisposable
{
    /// <summary>A client that sends faster than it is answered has to wait.</summary>
    private const int QueueLength = 64;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly Channel<GdbInput> _inputs = Channel.CreateBounded<GdbInput>(QueueLength);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private byte[] _last = [];

    public GdbConnection(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Peer = socket.RemoteEndPoint?.ToString() ?? "somebody";
        _reading = ReadAsync();
    }

    /// <summary>Who is at the other end.</summary>
    public string Peer { get; }

    /// <summary>What comes from gdb; completed when the line breaks.</summary>
    public ChannelReader<GdbInput> Inputs => _inputs.Reader;

    /// <summary>Whether packets are acknowledged with a plus sign, as they are until gdb asks for QStartNoAckMode.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>Waits for the first packet.</summary>
    /// <returns>Whether it came, and nothing else before it.</returns>
    public async Task<bool> GreetAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            return await Inputs.WaitToReadAsync(limit.Token).ConfigureAwait(false) && Inputs.TryPeek(out GdbInput? first) && first.Kind is GdbInputKind.Packet or GdbInputKind.TooLong;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Sends one byte outside packets: an acknowledgement.</summary>
    public ValueTask SignAsync(char sign) => Acknowledges ? WriteAsync([(byte)sign]) : ValueTask.CompletedTask;

    /// <summary>Sends a packet.</summary>
    public ValueTask SendAsync(string data)
    {
        _last = Frame(data);
        return WriteAsync(_last);
    }

    /// <summary>Sends the last packet again.</summary>
    public ValueTask ResendAsync() => WriteAsync(_last);

    public async ValueTask DisposeAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);        // what was sent last still arrives
        }
        catch (SocketException)
        {
            // The other end is gone already.
        }

        await _end.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    /// <summary>The packet with its frame; bytes that mean something to the protocol are escaped.</summary>
    private static byte[] Frame(string data)
    {
        List<byte> bytes = [(byte)'$'];
        byte sum = 0;
        foreach (byte value in Encoding.Latin1.GetBytes(data))
        {
            if (value is (byte)'$' or (byte)'#' or (byte)'}' or (byte)'*')
            {
                Add((byte)'}');
                Add((byte)(value ^ 0x20));
            }
            else
            {
                Add(value);
            }
        }

        bytes.AddRange(Encoding.ASCII.GetBytes($"#{sum:x2}"));
        return [.. bytes];

        void Add(byte value)
        {
            bytes.Add(value);
            sum += value;
        }
    }

    private async ValueTask WriteAsync(byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes, _end.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            _inputs.Writer.TryComplete();
        }
    }

    private async Task ReadAsync()
    {
        var parser = new PacketParser();
        byte[] buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, _end.Token).ConfigureAwait(false) is > 0 and int count)
            {
                for (int i = 0; i < count; i++)
                {
                    if (parser.Take(buffer[i]) is { } input)
                    {
                        await _inputs.Writer.WriteAsync(input, _end.Token).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ChannelClosedException)
        {
            // The line is broken, or nobody wants it any more.
        }

        _inputs.Writer.TryComplete();
    }
}
