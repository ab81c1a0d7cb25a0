namespace GenEmu.DeviceConformance.Tests;

/// <summary>What a driver does to bring our devices to where they work: random traffic alone seldom gets there.</summary>
internal static class Scripts
{
    private const long Milliseconds = 1_000_000;

    public static IReadOnlyList<TrafficStep> For(string kind) => kind switch
    {
        "genemu.async-disk" =>
        [
            TrafficStep.Out(0x5F0, 3, 4), TrafficStep.Out(0x5F8, 2, 2), .. Out(0x5FC, 0x01), TrafficStep.In(0x5FD), TrafficStep.RepeatIn(0x5FA, 12, 2),
            TrafficStep.Out(0x5F4, 0x2000, 4), .. Out(0x5FC, 0xC1), TrafficStep.In(0x5FD), TrafficStep.Wait(Milliseconds), TrafficStep.In(0x5FD), .. Out(0x5FC, 0x03),
        ],
        "genemu.echo" =>
        [
            .. Out(0x5E1, 0x12), TrafficStep.In(0x5E1), .. Out(0x5E2, 1), TrafficStep.In(0x5E2), TrafficStep.Write(0xFED1_C000, 0x1234_5678), TrafficStep.Read(0xFED1_C004),
        ],
        "genemu.i82077" => [.. Floppy()],
        "genemu.i8042" =>
        [
            .. Out(0x64, 0xAE, 0x60), .. Out(0x60, 0x47, 0xF4), TrafficStep.Wait(20 * Milliseconds), TrafficStep.In(0x60), TrafficStep.Key(PcKey.A, pressed: true),
            TrafficStep.Wait(20 * Milliseconds), TrafficStep.In(0x64), TrafficStep.In(0x60), TrafficStep.Key(PcKey.A, pressed: false), .. Out(0x64, 0xD1), .. Out(0x60, 0xDD),
        ],
        "genemu.i8237" => [.. Out(0x0C, 0), .. Out(0x04, 0x00, 0x10), .. Out(0x05, 0xFF, 0x01), .. Out(0x81, 0x02), .. Out(0x0B, 0x46), .. Out(0x0A, 0x02), TrafficStep.In(0x08)],
        "genemu.pic" =>
        [
            .. Out(0x20, 0x11), .. Out(0x21, 0x08, 0x04, 0x01, 0x00), .. Out(0xA0, 0x11), .. Out(0xA1, 0x70, 0x02, 0x01, 0x00), TrafficStep.Level("irq1", level: true),
            TrafficStep.Level("irq10", level: true), .. Out(0x20, 0x0A), TrafficStep.In(0x20), TrafficStep.Level("irq1", level: false), .. Out(0x20, 0x20),
        ],
        "genemu.piix3-ide" => [.. Ide()],
        "genemu.pit" =>
        [
            .. Out(0x43, 0x34), .. Out(0x40, 0x9C, 0x2E), TrafficStep.Wait(25 * Milliseconds), .. Out(0x43, 0xC2), TrafficStep.In(0x40), TrafficStep.In(0x40), TrafficStep.In(0x40),
            .. Out(0x43, 0x36), .. Out(0x40, 0, 0), TrafficStep.Wait(60 * Milliseconds), .. Out(0x43, 0xB0), .. Out(0x42, 0x10, 0x00),
        ],
        "genemu.rtc" =>
        [
            .. Out(0x70, 0x0A), .. Out(0x71, 0x2F), .. Out(0x70, 0x0B), .. Out(0x71, 0x72), TrafficStep.Wait(1500 * Milliseconds), .. Out(0x70, 0x0C), TrafficStep.In(0x71),
            .. Out(0x70, 0x00), TrafficStep.In(0x71), TrafficStep.Wait(1500 * Milliseconds), TrafficStep.In(0x71),
        ],
        "genemu.uart16550" =>
        [
            .. Out(0x3F9, 0x0F), .. Out(0x3FA, 0xC7), .. Out(0x3F8, 0x41), TrafficStep.Wait(2 * Milliseconds), TrafficStep.In(0x3FA), TrafficStep.Input("serial0", 0x42),
            TrafficStep.Wait(20 * Milliseconds), TrafficStep.In(0x3FD), TrafficStep.In(0x3F8), .. Out(0x3FC, 0x1F), .. Out(0x3F8, 0x43), TrafficStep.Wait(2 * Milliseconds), TrafficStep.In(0x3F8),
        ],
        _ => [],
    };

    private static IEnumerable<TrafficStep> Out(ushort port, params byte[] values) => values.Select(value => TrafficStep.Out(port, value));

    /// <summary>Reset, specify, recalibrate, and a sector that is read by DMA.</summary>
    private static IEnumerable<TrafficStep> Floppy() =>
    [
        .. Out(0x3F2, 0x00, 0x1C), TrafficStep.Wait(5 * Milliseconds), .. Out(0x3F5, 0x08), TrafficStep.In(0x3F5), TrafficStep.In(0x3F5),
        .. Out(0x3F5, 0x03, 0xDF, 0x02), .. Out(0x3F5, 0x07, 0x00), TrafficStep.Wait(400 * Milliseconds), .. Out(0x3F5, 0x08), TrafficStep.In(0x3F5), TrafficStep.In(0x3F5),
        .. Out(0x3F5, 0xE6, 0x00, 0x00, 0x00, 0x01, 0x02, 0x12, 0x1B, 0xFF), TrafficStep.Wait(2 * Milliseconds), TrafficStep.Wait(400 * Milliseconds), TrafficStep.In(0x3F4),
        .. Enumerable.Repeat(TrafficStep.In(0x3F5), 7),
    ];

    /// <summary>As firmware enables it; then sectors by PIO and bus master in both directions, and a CD-ROM's answers and sectors.</summary>
    private static IEnumerable<TrafficStep> Ide() =>
    [
        TrafficStep.PciWrite(0, 0x40, 0x8000_8000), TrafficStep.PciWrite(0, 0x20, 0xC000), TrafficStep.PciWrite(0, 0x04, 5, 2),
        .. Ata(0xC6, count: 4), TrafficStep.In(0x1F7), .. Ata(0xEC), TrafficStep.RepeatIn(0x1F0, 256, 2), TrafficStep.In(0x1F7),
        .. Ata(0x20, count: 2), TrafficStep.Wait(Milliseconds), TrafficStep.In(0x1F7), TrafficStep.RepeatIn(0x1F0, 300, 2), TrafficStep.In(0x3F6), TrafficStep.RepeatIn(0x1F0, 106, 4),
        .. Ata(0xC4, count: 6), TrafficStep.Wait(Milliseconds), TrafficStep.RepeatIn(0x1F0, 2000, 2),
        .. Ata(0x30, count: 2), TrafficStep.RepeatOut(0x1F0, 256, 0x100, 2), TrafficStep.In(0x1F7), TrafficStep.RepeatOut(0x1F0, 256, 7, 2), TrafficStep.In(0x3F6),
        TrafficStep.Wait(Milliseconds), TrafficStep.In(0x1F7), TrafficStep.Out(0xC004, 0x2000, 4), .. Ata(0xC8), .. Out(0xC000, 0x09), TrafficStep.In(0xC002),
        TrafficStep.Wait(Milliseconds), TrafficStep.In(0xC002), TrafficStep.In(0x1F7), .. Out(0xC000, 0x00), .. Ata(0x35), .. Out(0xC000, 0x01), TrafficStep.Wait(Milliseconds),
        .. Out(0x3F6, 0x04, 0x00), .. Ata(0xE7), TrafficStep.Wait(Milliseconds), TrafficStep.In(0x1F7),
        .. Packet(0x00), TrafficStep.In(0x177), .. Packet(0x25), TrafficStep.RepeatIn(0x170, 4, 2), TrafficStep.In(0x177),
        .. Packet(0x28, sectors: 2), TrafficStep.Wait(Milliseconds), TrafficStep.In(0x177), TrafficStep.RepeatIn(0x170, 1024, 4), TrafficStep.In(0x177),
    ];

    private static IEnumerable<TrafficStep> Ata(byte command, byte count = 1)
        => [.. Out(0x1F6, 0xE0), .. Out(0x1F2, count), .. Out(0x1F3, 3), .. Out(0x1F4, 0), .. Out(0x1F5, 0), .. Out(0x1F7, command)];

    private static IEnumerable<TrafficStep> Packet(byte command, byte sectors = 0) =>
    [
        .. Out(0x176, 0xA0), .. Out(0x171, 0), .. Out(0x174, 0xFE), .. Out(0x175, 0xFF), .. Out(0x177, 0xA0), TrafficStep.Out(0x170, command, 2),
        TrafficStep.Out(0x170, 0, 4), TrafficStep.Out(0x170, 0, 2), TrafficStep.Out(0x170, sectors, 4),
    ];
}
