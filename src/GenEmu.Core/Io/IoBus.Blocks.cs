using GenEmu.Abstractions;

namespace GenEmu.Core.Io;

/// <content>Blocks of elements for devices that take them (rule B12).</content>
internal sealed partial class IoBus
{
    /// <summary>Reads elements of one port, whose device takes blocks.</summary>
    /// <returns>How many; 0 if the next one must be read alone.</returns>
    public int ReadBlock(PortLayer layer, int port, int width, Span<byte> data)
    {
        FlushWrites();
        _request = new IoRequest(_nextId++, IoKind.PortRead, (ulong)port, width, 0, layer.Owner);
        _isCalling = true;
        try
        {
            return CheckMoved(layer.Block!.ReadBlock(layer.Access(port, width), data), data.Length / width);
        }
        catch (Exception exception)
        {
            Fault(_request, exception);
            data[..width].Fill(0xFF);
            return 1;
        }
        finally
        {
            _isCalling = false;
        }
    }

    /// <summary>Writes elements to one port, whose device takes blocks.</summary>
    /// <returns>How many; 0 if the next one must be written alone.</returns>
    public int WriteBlock(PortLayer layer, int port, int width, ReadOnlySpan<byte> data)
    {
        if (layer.Coalesces)
        {
            return 0;
        }

        FlushWrites();
        _request = new IoRequest(_nextId++, IoKind.PortWrite, (ulong)port, width, data[0], layer.Owner);       // the block's first byte stands for it
        _isCalling = true;
        try
        {
            return CheckMoved(layer.Block!.WriteBlock(layer.Access(port, width), data), data.Length / width);
        }
        catch (Exception exception)
        {
            Fault(_request, exception);
            return 1;
        }
        finally
        {
            _isCalling = false;
        }
    }

    private static int CheckMoved(int moved, int most)
        => moved >= 0 && moved <= most ? moved : throw new InvalidOperationException($"The device says that it moved {moved} of {most} elements.");
}
