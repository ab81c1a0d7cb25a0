using System.Text.Json;

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
            LastReset = machine.LastReset is { } reset ? $"{reset.Kind} by {reset.Source}" : null,
            Screen = machine.Screen.Rows,
        },
        Options);
}
