using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>Disk images and files, by the names that devices ask for.</summary>
internal sealed class Media(IReadOnlyDictionary<string, IDiskImage> disks, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
{
    /// <summary>The images, by the name of their drive.</summary>
    public IReadOnlyDictionary<string, IDiskImage> Disks => disks;

    public IDiskImage? Disk(string name) => disks.GetValueOrDefault(name);

    public ReadOnlyMemory<byte>? File(string name) => files.TryGetValue(name, out ReadOnlyMemory<byte> contents) ? contents : null;

    /// <summary>What guests wrote to the media that keep it in memory, by the name of the drive.</summary>
    public IEnumerable<(string Drive, OverlayImage Written)> TakeOverlays()
        => disks.OrderBy(disk => disk.Key, StringComparer.Ordinal)
            .Select(disk => (disk.Key, Written: (disk.Value as IOverlaidMedium)?.TakeImage()))
            .Where(disk => disk.Written is not null)
            .Select(disk => (disk.Key, disk.Written!));

    /// <summary>The same for another machine: files are shared, disks are not.</summary>
    /// <exception cref="MachineConfigurationException">A disk cannot be in two machines; the message names it.</exception>
    public Media Fork()
    {
        var forks = new Dictionary<string, IDiskImage>();
        try
        {
            foreach ((string drive, IDiskImage disk) in disks)
            {
                forks.Add(drive, disk is IOverlaidMedium medium
                    ? medium.Fork()
                    : throw new MachineConfigurationException($"{drive}: its image is an object of the host's own, and a fork cannot use it too"));
            }
        }
        catch
        {
            foreach (IDisposable disk in forks.Values.OfType<IDisposable>())
            {
                disk.Dispose();
            }

            throw;
        }

        return new Media(forks, files);
    }
}
