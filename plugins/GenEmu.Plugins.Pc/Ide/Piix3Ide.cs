using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>Function 1 of the 82371SB (PIIX3): two IDE channels with up to four hard disks and CD-ROM drives, and a bus master for each channel.</summary>
/// <remarks>
/// Intel 82371SB datasheet (290550), sections 2.4 and 2.8. The channels answer at the AT's ports and use its interrupt lines; after a reset firmware has to enable them.
/// Timing registers keep what is written; nothing here depends on them. What is in the drives the host binds to <c>disk0</c> to <c>disk3</c> and <c>cdrom0</c> to <c>cdrom3</c>:
/// 0 and 1 are the primary channel's drives, 2 and 3 the secondary's.
/// </remarks>
[Device("genemu.piix3-ide", Summary = "82371SB IDE controller: ATA disks and ATAPI CD-ROMs, PIO and bus-master DMA")]
public sealed partial class Piix3Ide : IPortDevice, IFirmwareSetUp, IDisposable
{
    internal const byte CommandTag = 0;
    internal const byte ControlTag = 1;

    private const uint Identity = 0x7010_8086;
    private const int Command = 0x04;
    private const int Timing = 0x40;
    private const byte DecodeEnable = 0x80;         // IDETIM bit 15
    private const byte IoEnable = 0x01;
    private const byte MasterEnable = 0x04;
    private const int Channels = 2;
    private const int BufferSize = 64 << 10;        // what one piece of work on the medium moves

    // Ports that do not move stay in front of a base address register that a guest points at them.
    private const int FixedPriority = 1;

    private static readonly ushort[] CommandBlocks = [0x1F0, 0x170];
    private static readonly ushort[] ControlBlocks = [0x3F6, 0x376];

    private readonly IdeChannel[] _ideChannels = new IdeChannel[Channels];
    private readonly List<IClaim>[] _claims = [[], []];
    private PciConfigSpace _config = null!;

    [Parameter("slot", Summary = "The PCI device number; the function is 1")]
    private int _slot = 1;

    [Parameter("latency", Summary = "Virtual nanoseconds that work on a medium takes, for at most 64 KiB")]
    private uint _latency = 20_000;

    [State] private readonly byte[] _registers = new byte[PciConfigSpace.Size];
    [State] private readonly IdeChannelState[] _channels = new IdeChannelState[Channels];
    [State] private readonly IdeDriveState[] _drives = new IdeDriveState[2 * Channels];
    [State] private readonly BusMasterState[] _busMasters = new BusMasterState[Channels];
    [State] private readonly byte[] _primaryBuffer = new byte[BufferSize];
    [State] private readonly byte[] _secondaryBuffer = new byte[BufferSize];

    /// <summary>What firmware does: the channels answer, and the controller may be a bus master.</summary>
    void IFirmwareSetUp.SetUp()
    {
        _config.WriteConfig(Timing, 4, 0x8000_8000);
        _config.WriteConfig(Command, 2, IoEnable | MasterEnable);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IdeChannel channel in _ideChannels)
        {
            channel?.Leave();
        }
    }

    /// <summary>The bus masters' registers.</summary>
    /// <inheritdoc/>
    uint IPortDevice.ReadPort(PortAccess access)
    {
        uint value = 0;
        for (int i = 0; i < access.Width; i++)
        {
            (int channel, int register) = Math.DivRem(access.Offset + i, BusMaster.Registers);
            value |= (uint)_ideChannels[channel].BusMaster.Read(register) << (8 * i);
        }

        return value;
    }

    /// <summary>The bus masters' registers.</summary>
    /// <inheritdoc/>
    void IPortDevice.WritePort(PortAccess access, uint value)
    {
        for (int i = 0; i < access.Width; i++)
        {
            (int channel, int register) = Math.DivRem(access.Offset + i, BusMaster.Registers);
            if (_ideChannels[channel].BusMaster.Write(register, (byte)(value >> (8 * i))))
            {
                _ideChannels[channel].PumpDma();
            }
        }
    }

    [OnAttach]
    private void Attach()
    {
        _config = new PciConfigSpace(Host, _registers, Identity, classCode: 0x01_0180) { Changed = Apply };
        _config.Define(Command, 2, 0, writable: IoEnable | MasterEnable);
        _config.Define(0x06, 2, 0x0280, clearable: 0x3800);
        _config.Define(0x0D, 1, 0, writable: 0xF0);         // latency timer
        _config.Define(0x3C, 1, 0);                         // the interrupt lines are fixed
        _config.Define(Timing, 4, 0, writable: 0xF3FF_F3FF);
        _config.Define(0x44, 1, 0, writable: 0xFF);         // slave timing
        _config.AddPorts(4, Host.Ports.Claim(new PortClaim { Base = 0, Length = Channels * BusMaster.Registers, Widths = AccessWidths.UpToDword, Enabled = false }, this));
        var settings = new IdeSettings(_latency, () => _config.IsBusMaster);
        for (int i = 0; i < Channels; i++)
        {
            _ideChannels[i] = new IdeChannel(
                Host, settings, i, _channels, _drives, i == 0 ? _primaryBuffer : _secondaryBuffer, new BusMaster(Host.Memory, _busMasters, i));
            Claim(i);
        }
    }

    /// <summary>The Data register is 16 bits wide where the others, at the same ports, are 8.</summary>
    private void Claim(int channel)
    {
        IdeChannel registers = _ideChannels[channel];
        var data = new IdeDataPort(registers);
        ushort block = CommandBlocks[channel];
        _claims[channel] =
        [
            Host.Ports.Claim(Fixed(block, 2, AccessWidths.Word, CommandTag), data),
            Host.Ports.Claim(Fixed(block, 4, AccessWidths.Dword, CommandTag), data),
            Host.Ports.Claim(Fixed((ushort)(block + 1), 7, AccessWidths.Byte, CommandTag), registers),
            Host.Ports.Claim(Fixed(ControlBlocks[channel], 1, AccessWidths.Byte, ControlTag), registers),
        ];
    }

    private static PortClaim Fixed(ushort start, int length, AccessWidths widths, byte tag)
        => new() { Base = start, Length = length, Widths = widths, Tag = tag, Priority = FixedPriority, Enabled = false };

    [OnReset]
    private void Reset(ResetKind kind)
    {
        TakeSlot();
        if (kind == ResetKind.Init)
        {
            return;
        }

        _config.Reset();
        Array.Clear(_primaryBuffer);
        Array.Clear(_secondaryBuffer);
        foreach (IdeChannel channel in _ideChannels)
        {
            channel.Reset();
        }

        Apply();
    }

    /// <summary>A device that is reloaded while the guest runs gets its state back without a reset.</summary>
    [OnLoad]
    private void Restore()
    {
        TakeSlot();
        _config.Apply();
        Decode();
        foreach (IdeChannel channel in _ideChannels)
        {
            channel.Resume();
        }
    }

    private void TakeSlot() => PciBus.Of(Host).Add(_slot, 1, _config);

    private void Apply()
    {
        Decode();
        foreach (IdeChannel channel in _ideChannels)
        {
            channel.PumpDma();
        }
    }

    private void Decode()
    {
        for (int i = 0; i < Channels; i++)
        {
            bool enabled = (_registers[Command] & IoEnable) != 0 && (_registers[Timing + (2 * i) + 1] & DecodeEnable) != 0;
            foreach (IClaim claim in _claims[i].Where(claim => claim.Enabled != enabled))
            {
                claim.Enabled = enabled;
            }
        }
    }
}
