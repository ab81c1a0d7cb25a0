using GenEmu.Abstractions;

namespace GenEmu.Plugins.Echo;

/// <summary>The teaching device: everything that a device can do, each thing once.</summary>
/// <remarks>
/// <para>Ports, relative to <c>io</c> (default 5E0h), one byte each:</para>
/// <list type="table">
/// <item><term>0, read and write</term><description>Holds the last byte written. Answers at once.</description></item>
/// <item><term>1, write</term><description>Stores the byte <c>latency</c> nanoseconds later; the OUT waits for it.</description></item>
/// <item><term>1, read</term><description>Answers <c>latency</c> nanoseconds later with the stored byte inverted; the IN waits for it.</description></item>
/// <item><term>2, write</term><description>Raises the interrupt wire (<c>irq10</c>; the parameter <c>irq</c> is its number), whatever the value.</description></item>
/// <item><term>2, read</term><description>Lowers the wire again, and tells how many writes raised it so far (modulo 256).</description></item>
/// </list>
/// <para>Memory, relative to <c>mmio</c> (default FED1C000h), 32 bits each:</para>
/// <list type="table">
/// <item><term>0, read and write</term><description>A scratch register.</description></item>
/// <item><term>4, read</term><description>How often these registers were accessed so far, this access included. Writes to it are lost and do not count.</description></item>
/// </list>
/// <para>Power-on and hard reset clear every register and lower the wire; INIT, which is the CPU's own affair, leaves the device alone.</para>
/// </remarks>
[Device("genemu.echo", Version = 1, Summary = "Teaching device: ports, waiting, memory, an interrupt, state")]
[PortBase("io", 0x5E0)]
[MmioBase("mmio", 0xFED1_C000)]
public sealed partial class EchoDevice
{
    // Parameters: the machine file may set them, the initializer is the default.
    [Parameter("latency", Summary = "Virtual nanoseconds until port 1 answers")] private uint _latency = 1000;
    [Parameter("irq", Summary = "The wire's number")] private int _irq = 10;

    private IWire _wire = null!; // connected in Connect, before any access

    // State: everything the guest could notice. Snapshots save and load it without further code.
    [State] private byte _echo;
    [State] private byte _slow;
    [State] private byte _interrupts;
    [State] private bool _raised;
    [State] private uint _scratch;
    [State] private uint _accesses;

    // Runs once: the parameters are set, the claims made.
    [OnAttach] private void Connect() => _wire = Host.Wire($"irq{_irq}");

    // A register that answers at once is a method that returns, and one that takes, the value.
    [PortRead(0, Base = "io")] private byte ReadEcho() => _echo;

    [PortWrite(0, Base = "io")] private void WriteEcho(byte value) => _echo = value;

    // A register that answers later awaits, and the guest's instruction waits with it. The latency is virtual time, so the guest sees the
    // same on a fast and on a slow host. State is written after the last await: a snapshot that is taken meanwhile cannot hold a C# method,
    // so loading it begins the method again. And a reset may have cancelled the access meanwhile: then nothing is written any more.
    // (A real device would await its work in place of Task.CompletedTask.)
    [PortRead(1, Base = "io")]
    private async ValueTask<byte> ReadSlowly()
    {
        await Host.CompleteAt(_latency, Task.CompletedTask);
        return (byte)~_slow;
    }

    [PortWrite(1, Base = "io")]
    private async ValueTask WriteSlowly(byte value, CancellationToken cancelled)
    {
        await Host.CompleteAt(_latency, Task.CompletedTask);
        cancelled.ThrowIfCancellationRequested();
        _slow = value;
    }

    // A wire stays at its level until it is set again, as a real interrupt line does.
    [PortWrite(2, Base = "io")]
    private void RaiseInterrupt(byte value)
    {
        _interrupts++;
        SetWire(true);
    }

    [PortRead(2, Base = "io")]
    private byte AcknowledgeInterrupt()
    {
        SetWire(false);
        return _interrupts;
    }

    // Memory-mapped registers look the same; the type is the width.
    [MmioRead(0, Base = "mmio")]
    private uint ReadScratch()
    {
        _accesses++;
        return _scratch;
    }

    [MmioWrite(0, Base = "mmio")]
    private void WriteScratch(uint value)
    {
        _accesses++;
        _scratch = value;
    }

    [MmioRead(4, Base = "mmio")] private uint ReadAccesses() => ++_accesses;

    private void SetWire(bool level)
    {
        _raised = level;
        DriveWire();
    }

    // Wires are not saved: after loading, each device drives its own again.
    [OnLoad] private void DriveWire() => _wire.Set(_raised);

    // Called at power-on, too.
    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        (_echo, _slow, _interrupts, _scratch, _accesses) = (0, 0, 0, 0, 0);
        SetWire(false);
    }
}
