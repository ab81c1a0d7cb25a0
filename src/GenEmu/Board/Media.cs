using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>Disk images and files, by the names that devices ask for.</summary>
internal sealed class Media(IReadOnlyDictionary<string, IDiskImage> disks, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
{
    public IDiskImage? Disk(string name) => disks.GetValueOrDefault(name);

    public ReadOnlyMemory<byte>? File(string name) => files.TryGetValue(name, out ReadOnlyMemory<byte> contents) ? contents : null;
}
