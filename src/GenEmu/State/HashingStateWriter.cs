using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GenEmu.Abstractions;

namespace GenEmu.State;

/// <summary>Takes a device's state into a hash: names, sizes and values.</summary>
internal sealed class HashingStateWriter(IncrementalHash hash) : IStateWriter
{
    public void Write<T>(string name, T value)
        where T : unmanaged
        => WriteArray(name, new ReadOnlySpan<T>(in value));

    public void WriteArray<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
        hash.AppendData(BitConverter.GetBytes(values.Length));
        hash.AppendData(MemoryMarshal.AsBytes(values));
    }
}
