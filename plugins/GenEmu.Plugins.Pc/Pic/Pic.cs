using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>The PC/AT's two 8259A, the slave's INT pin on the master's input 2, with the edge/level control registers of PIIX3.</summary>
[Device("genemu.pic", Summary = "Two 8259A interrupt controllers (20h, A0h, 4D0h)")]
public sealed partial class Pic : IInterruptController
{
    private const int Cascade = 2;

    // The timer, the keyboard, the cascade, the clock and the coprocessor are always edge-triggered (PIIX3, section 2.4.10).
    private const byte MasterCanBeLevel = 0xF8;
    private const byte SlaveCanBeLevel = 0xDE;

    [State] private Pic8259 _master;
    [State] private Pic8259 _slave;

    private IWire[] _inputs = [];
    private IWire _intr = null!;

    /// <inheritdoc/>
    public byte Acknowledge()
    {
        int input = _master.Acknowledge();
        byte vector = input == Cascade ? _slave.Vector(_slave.Acknowledge()) : _master.Vector(input);
        UpdateOutputs();
        return vector;
    }

    [OnAttach]
    private void Attach()
    {
        _intr = Host.Wire("intr");
        _inputs = [.. Enumerable.Range(0, 16).Select(irq => Host.Wire($"irq{irq}"))];
        foreach ((int irq, IWire input) in _inputs.Index().Where(entry => entry.Index != Cascade))
        {
            input.Listen(high => SetLine(irq, high));
        }

        Host.Provide<IInterruptController>(this);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        _master = new Pic8259(cascade: 1 << Cascade, Levels(0));
        _slave = new Pic8259(cascade: 0, Levels(8));
        UpdateOutputs();
    }

    [OnLoad]
    private void UpdateOutputs()
    {
        _master.SetLine(Cascade, _slave.Interrupt);
        _intr.Set(_master.Interrupt);
    }

    [PortRead(0x20)]
    private byte ReadMasterStatus() => Updated(_master.ReadStatus());

    [PortRead(0x21)]
    private byte ReadMasterMask() => Updated(_master.ReadMask());

    [PortRead(0xA0)]
    private byte ReadSlaveStatus() => Updated(_slave.ReadStatus());

    [PortRead(0xA1)]
    private byte ReadSlaveMask() => Updated(_slave.ReadMask());

    [PortWrite(0x20)]
    private void WriteMasterCommand(byte value)
    {
        _master.WriteCommand(value);
        UpdateOutputs();
    }

    [PortWrite(0x21)]
    private void WriteMasterData(byte value)
    {
        _master.WriteData(value);
        UpdateOutputs();
    }

    [PortWrite(0xA0)]
    private void WriteSlaveCommand(byte value)
    {
        _slave.WriteCommand(value);
        UpdateOutputs();
    }

    [PortWrite(0xA1)]
    private void WriteSlaveData(byte value)
    {
        _slave.WriteData(value);
        UpdateOutputs();
    }

    [PortRead(0x4D0)]
    private byte ReadMasterLevels() => _master.LevelTriggered;

    [PortRead(0x4D1)]
    private byte ReadSlaveLevels() => _slave.LevelTriggered;

    [PortWrite(0x4D0)]
    private void WriteMasterLevels(byte value)
    {
        _master.LevelTriggered = (byte)(value & MasterCanBeLevel);
        UpdateOutputs();
    }

    [PortWrite(0x4D1)]
    private void WriteSlaveLevels(byte value)
    {
        _slave.LevelTriggered = (byte)(value & SlaveCanBeLevel);
        UpdateOutputs();
    }

    private void SetLine(int irq, bool high)
    {
        if (irq < 8)
        {
            _master.SetLine(irq, high);
        }
        else
        {
            _slave.SetLine(irq - 8, high);
        }

        UpdateOutputs();
    }

    /// <summary>A read after a poll command acknowledges, so reads may move the outputs.</summary>
    private byte Updated(byte value)
    {
        UpdateOutputs();
        return value;
    }

    private byte Levels(int first) => (byte)Enumerable.Range(0, 8).Where(i => first + i != Cascade && _inputs[first + i].Level).Sum(i => 1 << i);
}
