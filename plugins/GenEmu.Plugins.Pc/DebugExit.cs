using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>QEMU's isa-debug-exit: a guest ends the machine with a status of its choice, which the host sees as <c>status × 2 + 1</c>, never 0.</summary>
[Device("genemu.debug-exit", Summary = "A write to the port stops the machine")]
[PortBase("io", 0xF4)]
public sealed partial class DebugExit
{
    [PortWrite(Base = "io", Length = 4)]
    private void WriteByte(byte value) => Stop(value);

    [PortWrite(Base = "io", Length = 4)]
    private void WriteWord(ushort value) => Stop(value);

    [PortWrite(Base = "io", Length = 4)]
    private void WriteDword(uint value) => Stop(value);

    private void Stop(uint value) => Host.RequestStop((int)((value << 1) | 1) & 0xFF, $"the guest wrote {value:X}h to the debug exit port");
}
