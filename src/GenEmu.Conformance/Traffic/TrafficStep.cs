using GenEmu.Abstractions;

namespace GenEmu.Conformance;

/// <summary>One step of the traffic that a device is tried with.</summary>
public sealed record TrafficStep
{
    private TrafficStep(TrafficKind kind) => Kind = kind;

    /// <summary>What happens.</summary>
    public TrafficKind Kind { get; }

    /// <summary>The port, address or configuration register; the time of a wait in nanoseconds.</summary>
    public ulong Address { get; private init; }

    /// <summary>Bytes: 1, 2, 4 or, in memory, 8.</summary>
    public int Width { get; private init; }

    /// <summary>What is written, or comes in.</summary>
    public ulong Value { get; private init; }

    /// <summary>How many elements a repeated access has.</summary>
    public int Count { get; private init; }

    /// <summary>The channel's or wire's name.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The claim, by the order of claiming, that <see cref="Address"/> is relative to, wherever it is by then; of PCI functions the one meant.</summary>
    internal int? Claim { get; private init; }

    /// <summary>IN.</summary>
    /// <param name="port">The port.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <returns>The step.</returns>
    public static TrafficStep In(ushort port, int width = 1) => new(TrafficKind.PortRead) { Address = port, Width = width };

    /// <summary>OUT.</summary>
    /// <param name="port">The port.</param>
    /// <param name="value">The value.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <returns>The step.</returns>
    public static TrafficStep Out(ushort port, uint value, int width = 1) => new(TrafficKind.PortWrite) { Address = port, Width = width, Value = value };

    /// <summary>REP INS: all its iterations.</summary>
    /// <param name="port">The port.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <returns>The step.</returns>
    public static TrafficStep RepeatIn(ushort port, int count, int width = 1) => new(TrafficKind.RepeatRead) { Address = port, Count = count, Width = width };

    /// <summary>REP OUTS: all its iterations.</summary>
    /// <param name="port">The port.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="first">The first element; each one after it is one more.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <returns>The step.</returns>
    public static TrafficStep RepeatOut(ushort port, int count, uint first, int width = 1)
        => new(TrafficKind.RepeatWrite) { Address = port, Count = count, Width = width, Value = first };

    /// <summary>A read of memory-mapped registers.</summary>
    /// <param name="address">The physical address.</param>
    /// <param name="width">1, 2, 4 or 8 bytes.</param>
    /// <returns>The step.</returns>
    public static TrafficStep Read(ulong address, int width = 4) => new(TrafficKind.MemoryRead) { Address = address, Width = width };

    /// <summary>A write to memory-mapped registers.</summary>
    /// <param name="address">The physical address.</param>
    /// <param name="value">The value.</param>
    /// <param name="width">1, 2, 4 or 8 bytes.</param>
    /// <returns>The step.</returns>
    public static TrafficStep Write(ulong address, ulong value, int width = 4) => new(TrafficKind.MemoryWrite) { Address = address, Width = width, Value = value };

    /// <summary>A write to the configuration space of one of the device's PCI functions.</summary>
    /// <param name="function">Which of them, by the order of adding, from 0.</param>
    /// <param name="register">The register.</param>
    /// <param name="value">The value.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <returns>The step.</returns>
    public static TrafficStep PciWrite(int function, int register, uint value, int width = 4)
        => new(TrafficKind.PciWrite) { Claim = function, Address = (ulong)register, Width = width, Value = value };

    /// <summary>Virtual time passes.</summary>
    /// <param name="nanoseconds">How much.</param>
    /// <returns>The step.</returns>
    public static TrafficStep Wait(long nanoseconds) => new(TrafficKind.Wait) { Address = (ulong)nanoseconds };

    /// <summary>A byte comes in on a channel.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="value">The byte.</param>
    /// <returns>The step.</returns>
    public static TrafficStep Input(string channel, byte value) => new(TrafficKind.Input) { Name = channel, Value = value };

    /// <summary>Another driver sets a wire.</summary>
    /// <param name="wire">The wire's name.</param>
    /// <param name="level">High or low.</param>
    /// <returns>The step.</returns>
    public static TrafficStep Level(string wire, bool level) => new(TrafficKind.Level) { Name = wire, Value = level ? 1UL : 0 };

    /// <summary>A key is pressed or released.</summary>
    /// <param name="key">The key.</param>
    /// <param name="pressed">Down or up.</param>
    /// <returns>The step.</returns>
    public static TrafficStep Key(PcKey key, bool pressed) => new(TrafficKind.Key) { Address = (ulong)key, Value = pressed ? 1UL : 0 };

    /// <inheritdoc/>
    public override string ToString()
    {
        string place = Claim is { } claim ? $"claim {claim} + {Address:X}h" : $"{Address:X}h";
        return Kind switch
        {
            TrafficKind.PortRead => $"in {place}/{Width}",
            TrafficKind.PortWrite => $"out {place}/{Width} := {Value:X}h",
            TrafficKind.RepeatRead => $"{Count} times in {place}/{Width}",
            TrafficKind.RepeatWrite => $"{Count} times out {place}/{Width} from {Value:X}h",
            TrafficKind.MemoryRead => $"read {place}/{Width}",
            TrafficKind.MemoryWrite => $"write {place}/{Width} := {Value:X}h",
            TrafficKind.PciRead => $"PCI read {Address:X2}h/{Width}",
            TrafficKind.PciWrite => $"PCI write {Address:X2}h/{Width} := {Value:X}h",
            TrafficKind.Wait => $"wait {Address} ns",
            TrafficKind.Input => $"input {Value:X2}h on {Name}",
            TrafficKind.Level => $"wire {Name} := {Value}",
            TrafficKind.Key => $"key {(PcKey)Address} {(Value != 0 ? "down" : "up")}",
            TrafficKind.Acknowledge => "acknowledge",
            _ => "look at the screen",
        };
    }

    internal static TrafficStep InClaim(TrafficKind kind, int claim, ulong offset, int width, ulong value, int count = 1)
        => new(kind) { Claim = claim, Address = offset, Width = width, Value = value, Count = count };

    internal static TrafficStep Plain(TrafficKind kind) => new(kind);
}
