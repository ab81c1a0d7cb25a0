namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>Where things are in a fuzzed machine's physical memory.</summary>
internal static class FuzzLayout
{
    public const int PageSize = 0x1000;

    /// <summary>Interrupt vectors in real mode; behind them a HLT for each.</summary>
    public const uint Handlers = 0x0600;

    public const uint Gdt = 0x1000;
    public const int GdtEntries = 64;
    public const uint Ldt = 0x1400;
    public const int LdtEntries = 8;
    public const uint Idt = 0x1800;

    public const uint TaskState = 0x2000;
    public const uint OtherTaskState = 0x2400;
    public const uint TaskState16 = 0x2600;

    public const uint PageDirectory = 0x3000;
    public const uint PageTable = 0x4000;
    public const uint ExtendedPageTable = 0x5000;

    public const uint InnerStack = 0x6800;

    /// <summary>Code and random data share the pages from here on.</summary>
    public const uint Code = 0x7000;

    public const uint Data = 0x8000;

    public const uint RamEnd = 0x1_0000;

    /// <summary>Registers that take accesses up to 8 bytes.</summary>
    public const uint WideDevice = 0x1_0000;

    /// <summary>Registers that take bytes only.</summary>
    public const uint NarrowDevice = 0x1_1000;

    public const uint Rom = 0x1_2000;

    /// <summary>One past the last page that is anything.</summary>
    public const uint End = 0x1_3000;

    public const int WidePorts = 0x10;
    public const int NarrowPorts = 0x20;
    public const int WordPorts = 0x30;
    public const int PortsPerRange = 16;

    /// <summary>A write to this port, or to this offset of a device page, raises the interrupt line.</summary>
    public const int InterruptRegister = 4;
}
