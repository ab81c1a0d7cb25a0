using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>A queue of up to 16 bytes without references, so that it is device state as it stands.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct ByteFifo
{
    public const int Capacity = 16;

    private Storage _bytes;
    private byte _first;
    private byte _count;

    public readonly int Count => _count;

    public readonly int Room => Capacity - _count;

    /// <summary>Adds a byte; the caller looked at <see cref="Room"/>.</summary>
    public void Push(byte value)
    {
        _bytes[(_first + _count) % Capacity] = value;
        _count++;
    }

    /// <summary>Takes the oldest byte; the caller looked at <see cref="Count"/>.</summary>
    public byte Take()
    {
        byte value = _bytes[_first];
        _first = (byte)((_first + 1) % Capacity);
        _count--;
        return value;
    }

    public void Clear() => this = default;

    [InlineArray(Capacity)]
    private struct Storage
    {
        private byte _element;
    }
}
