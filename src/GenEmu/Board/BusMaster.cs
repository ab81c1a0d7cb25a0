using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>Guest memory as one device reaches it: a device that is gone reads all ones and writes nothing.</summary>
internal sealed class BusMaster(IGuestMemory memory) : IGuestMemory
{
    private bool _detached;

    public void Read(ulong address, Span<byte> destination)
    {
        if (_detached)
        {
            destination.Fill(0xFF);
            return;
        }

        memory.Read(address, destination);
    }

    public void Write(ulong address, ReadOnlySpan<byte> source)
    {
        if (!_detached)
        {
            memory.Write(address, source);
        }
    }

    public void Detach() => _detached = true;
}
