using System.Security.Cryptography;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Core;
using GenEmu.Core.Memory;

namespace GenEmu.State;

/// <summary>Takes a machine's fingerprint. Changes nothing in it.</summary>
internal static class StateHasher
{
    public static StateHash Hash(MachineBoard board, IEnumerable<AttachedDevice> devices)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Vcpu cpu in board.Cpus.All)
        {
            parts.Add($"cpu {parts.Count}", Hash(hash => cpu.Describe(hash.AppendData)));
        }

        parts.Add("time", Hash(hash => hash.AppendData(BitConverter.GetBytes(board.Clock.Now))));
        AddMemory(parts, board.Memory);
        foreach (AttachedDevice device in devices)
        {
            if (device.Device is IStateful stateful)
            {
                parts.Add($"device {device.Name}", Hash(hash => stateful.Save(new HashingStateWriter(hash))));
            }
        }

        foreach ((string drive, OverlayImage written) in board.Media.TakeOverlays())
        {
            parts.Add($"disk {drive}", Hash(hash => Add(hash, written)));
        }

        return new StateHash(Hash(hash => AddAll(hash, parts)), parts);
    }

    private static void AddMemory(SortedDictionary<string, string> parts, PhysicalMemory memory)
    {
        parts.Add("memory", Hash(hash => Add(hash, memory.System)));
        foreach (IGrouping<string, MemoryLayer> owner in memory.DeviceRam.GroupBy(layer => layer.Owner))
        {
            parts.Add($"memory of {owner.Key}", Hash(hash =>
            {
                foreach (MemoryLayer layer in owner)
                {
                    Add(hash, layer.Ram!);
                }
            }));
        }
    }

    private static void Add(IncrementalHash hash, RamBlock block)
    {
        for (int page = 0; page < (int)(block.Size >> RamBlock.PageShift); page++)
        {
            hash.AppendData(block.Page(page));
        }
    }

    private static void Add(IncrementalHash hash, OverlayImage written)
    {
        foreach ((long block, byte[] contents) in written.Blocks.OrderBy(block => block.Key))
        {
            hash.AppendData(BitConverter.GetBytes(block));
            hash.AppendData(contents);
        }
    }

    private static void AddAll(IncrementalHash hash, SortedDictionary<string, string> parts)
    {
        foreach ((string name, string value) in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}={value}\n"));
        }
    }

    private static string Hash(Action<IncrementalHash> add)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        add(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
