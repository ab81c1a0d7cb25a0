using System.Net.Sockets;
using System.Text;

namespace GenEmu.Tests.Gdb;

/// <summary>A client that can also send what no gdb would.</summary>
internal sealed class GdbClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private GdbClient(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public static async Task<GdbClient> ConnectAsync(GdbServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Endpoint);
        return new GdbClient(client);
    }

    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        byte sum = 0;
        foreach (byte value in data)
        {
            sum += value;
        }

        return [(byte)'$', .. data, (byte)'#', .. Encoding.ASCII.GetBytes($"{sum:x2}")];
    }

    /// <summary>Sends a packet and returns the next one, without console output.</summary>
    public async Task<string> AskAsync(string packet)
    {
        await SendAsync(Frame(Encoding.Latin1.GetBytes(packet)));
        return await ReceiveAsync() ?? throw new InvalidOperationException($"the server closed the line at '{packet}'");
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>The next packet that is no console output; <see langword="null"/> once the line is closed.</summary>
    public async Task<string?> ReceiveAsync()
    {
        while (await ReceiveAnyAsync() is { } packet)
        {
            if (packet is not ['O', not 'K', ..])
            {
                return packet;
            }
        }

        return null;
    }

    /// <summary>Whether the server has closed the line.</summary>
    public async Task<bool> IsClosedAsync()
    {
        while (await ReadAsync() is { } value)
        {
            _ = value;
        }

        return true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task<string?> ReceiveAnyAsync()
    {
        var packet = new StringBuilder();
        bool inside = false;
        while (await ReadAsync() is { } value)
        {
            if (value == '$')
            {
                inside = true;
                packet.Clear();
            }
            else if (value == '#' && inside)
            {
                await ReadAsync();
                await ReadAsync();
                return packet.ToString();
            }
            else if (inside)
            {
                packet.Append(value);
            }
        }

        return null;
    }

    private async Task<char?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        byte[] one = new byte[1];
        try
        {
            return await _stream.ReadAsync(one, limit.Token) == 1 ? (char)one[0] : null;
        }
        catch (IOException)
        {
            return null;        // reset by the server
        }
    }
}
