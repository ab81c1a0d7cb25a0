using System.Globalization;
using GenEmu.Board;

namespace GenEmu.Snapshots;

/// <summary>What a machine consists of.</summary>
internal sealed record MachineOutline(ulong Memory, int Cpus, string CpuModel, long Mips, long TscMhz, IReadOnlyList<DeviceOutline> Devices)
{
    public static MachineOutline Of(MachineBoard board, BoardSettings settings)
        => new(
            settings.MemorySize,
            board.Cpus.All.Count,
            settings.CpuModel.Name,
            settings.Clock.Mips,
            settings.Clock.TscMhz,
            [.. board.Devices.Select(device => new DeviceOutline(device.Name, device.Kind.Id, [.. device.Host.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal)]))]);

    /// <summary>The first difference that keeps a snapshot of this machine out of another one; null if there is none.</summary>
    public string? DifferenceTo(MachineOutline other)
        => Memory != other.Memory ? $"it has {Memory >> 10} KiB of memory, this machine has {other.Memory >> 10}"
            : Cpus != other.Cpus ? $"it has {Cpus} CPUs, this machine has {other.Cpus}"
            : CpuModel != other.CpuModel ? $"its CPU is a {CpuModel}, this machine's a {other.CpuModel}"
            : (Mips, TscMhz) != (other.Mips, other.TscMhz) ? string.Create(CultureInfo.InvariantCulture, $"its clock runs at {Mips} MIPS and {TscMhz} MHz, this machine's at {other.Mips} and {other.TscMhz}")
            : Missing(Devices, other.Devices, "this machine has no such device")
              ?? Missing(other.Devices, Devices, "the snapshot has no such device")
              ?? Devices.Select(device => Difference(device, other.Devices.First(d => d.Name == device.Name))).FirstOrDefault(difference => difference is not null);

    private static string? Missing(IReadOnlyList<DeviceOutline> from, IReadOnlyList<DeviceOutline> to, string what)
        => from.FirstOrDefault(device => to.All(d => d.Name != device.Name)) is { } missing ? $"device '{missing.Name}' ({missing.Kind}): {what}" : null;

    private static string? Difference(DeviceOutline saved, DeviceOutline here)
    {
        if (saved.Kind != here.Kind)
        {
            return $"device '{saved.Name}' is a {saved.Kind} there, a {here.Kind} here";
        }

        foreach (string key in saved.Parameters.Concat(here.Parameters).Select(p => p.Key).Distinct(StringComparer.Ordinal))
        {
            string? there = Find(saved, key);
            string? now = Find(here, key);
            if (there != now)
            {
                return $"device '{saved.Name}' has {key}: {there ?? "nothing"} there, {now ?? "nothing"} here";
            }
        }

        return null;
    }

    private static string? Find(DeviceOutline device, string key) => device.Parameters.Where(p => p.Key == key).Select(p => p.Value).FirstOrDefault();
}
