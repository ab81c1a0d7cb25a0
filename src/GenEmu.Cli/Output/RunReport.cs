using System.Text.Json;
using GenEmu.Core.Io;

namespace GenEmu.Cli.Output;

/// <summary>How a run ended, for <c>--json</c>.</summary>
internal static class RunReport
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string ToJson(Machine machine, MachineStop stop, int status) => JsonSerializer.Serialize(
        new
        {
            Stop = stop.Kind.ToString(),
            Status = status,
            stop.Reason,
            stop.Instructions,
            VirtualSeconds = stop.VirtualTime.TotalSeconds,
            Rip = $"{machine.Cpu.Registers.Rip:X}",
            UnclaimedAccesses = machine.UnclaimedAccessCount,
            DeviceFaults = machine.DeviceFaultCount,
            LastReset = Describe(machine.LastReset),
            Screen = machine.Screen.Rows,
            StateHash = machine.StateHash().Value,
        },
        Options);

    private static object? Describe(ResetRecord? reset) => reset is null ? null : new
    {
        Kind = reset.Kind.ToString(),
        reset.Source,
        Access = reset.Access is not { } access ? null : new
        {
            Kind = access.Kind.ToString(),
            Address = $"{access.Address:X}",
            access.Width,
            Data = access.Kind is IoKind.PortWrite or IoKind.MemoryWrite ? $"{access.Data:X}" : null,
            access.Device,
        },
        reset.Cpu,
        Cs = $"{reset.Selector:X}",
        Rip = $"{reset.Rip:X}",
        reset.Instructions,
        VirtualSeconds = reset.VirtualTime.TotalSeconds,
    };
}
