using System.Buffers.Binary;
using Microsoft.Extensions.Logging;

namespace GenEmu.Abstractions;

/// <summary>The 256 configuration registers of a PCI function with a type 0 header (PCI 2.1 chapter 6): reset values, write masks, and base address registers that move claims.</summary>
/// <remarks>
/// The device owns the bytes, so that one <see cref="StateAttribute"/> array saves them; it calls <see cref="Reset"/> at a hard reset and
/// <see cref="Apply"/> after its state was loaded. Registers that were not defined read as 0 and ignore writes, as the specification asks.
/// </remarks>
public sealed class PciConfigSpace : IPciFunction
{
    /// <summary>How many registers there are.</summary>
    public const int Size = 256;

    private const int Command = 0x04;
    private const int FirstBaseAddress = 0x10;
    private const int ExpansionRomAddress = 0x30;
    private const uint IoBar = 1;
    private const uint PrefetchableBar = 8;

    private readonly IDeviceHost _host;
    private readonly byte[] _registers;
    private readonly byte[] _reset = new byte[Size];
    private readonly byte[] _writable = new byte[Size];
    private readonly byte[] _clearable = new byte[Size];
    private readonly List<PciBaseAddress> _bars = [];

    /// <summary>Lays out a function's header.</summary>
    /// <param name="host">The device's host.</param>
    /// <param name="registers">The device's own 256 bytes; kept, not copied.</param>
    /// <param name="identity">Vendor in the low word, device in the high word, as one doubleword at 00h.</param>
    /// <param name="classCode">Base class, subclass and interface, 24 bits.</param>
    /// <param name="revision">The revision at 08h.</param>
    public PciConfigSpace(IDeviceHost host, byte[] registers, uint identity, uint classCode, byte revision = 0)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(registers);
        ArgumentOutOfRangeException.ThrowIfNotEqual(registers.Length, Size);
        (_host, _registers) = (host, registers);
        Define(0x00, 4, identity);
        Define(0x08, 4, (classCode << 8) | revision);
        Define(Command, 2, 0, writable: 0x0147);                 // I/O, memory, bus master, parity response, SERR#
        Define(0x06, 2, 0, clearable: 0xF900);                   // errors are cleared by writing ones
        Define(0x3C, 1, 0, writable: 0xFF);                      // the interrupt line is only a note from firmware to the system
    }

    /// <inheritdoc/>
    public string Name => _host.Name;

    /// <summary>Called after a write changed any register; base addresses have been applied by then.</summary>
    public Action? Changed { get; set; }

    /// <summary>Whether the function may act as a bus master (command bit 2).</summary>
    public bool IsBusMaster => (_registers[Command] & 4) != 0;

    /// <summary>A register's present value.</summary>
    /// <param name="offset">The register.</param>
    /// <returns>The byte.</returns>
    public byte this[int offset] => _registers[offset];

    /// <summary>Says what a register holds after reset and what a write may change. Replaces an earlier definition.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <param name="reset">The value after reset.</param>
    /// <param name="writable">The bits that take what is written.</param>
    /// <param name="clearable">The bits that a written one clears.</param>
    public void Define(int offset, int width, uint reset, uint writable = 0, uint clearable = 0)
    {
        for (int i = 0; i < width; i++)
        {
            _reset[offset + i] = (byte)(reset >> (8 * i));
            _writable[offset + i] = (byte)(writable >> (8 * i));
            _clearable[offset + i] = (byte)(clearable >> (8 * i));
        }
    }

    /// <summary>Declares a base address register for memory.</summary>
    /// <param name="index">0 to 5.</param>
    /// <param name="claim">What it moves and switches; its length is the register's size, a power of two of at least 16.</param>
    /// <param name="prefetchable">Whether reads have no side effects.</param>
    public void AddMemory(int index, IClaim claim, bool prefetchable = false)
    {
        ArgumentNullException.ThrowIfNull(claim);
        AddBar(FirstBaseAddress + (4 * index), claim, 16, prefetchable ? PrefetchableBar : 0);
    }

    /// <summary>Declares a base address register for ports.</summary>
    /// <param name="index">0 to 5.</param>
    /// <param name="claim">What it moves and switches; its length is the register's size, a power of two from 4 to 256.</param>
    public void AddPorts(int index, IClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(claim.Length, 256u);
        AddBar(FirstBaseAddress + (4 * index), claim, 4, IoBar);
    }

    /// <summary>Declares the expansion ROM base address register.</summary>
    /// <param name="claim">What it moves and switches; its length is the register's size, a power of two of at least 2048.</param>
    public void AddExpansionRom(IClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        AddBar(ExpansionRomAddress, claim, 2048, 0);
    }

    /// <summary>Sets every register to its reset value, which takes all base addresses away.</summary>
    public void Reset()
    {
        _reset.CopyTo(_registers, 0);
        Apply();
    }

    /// <summary>Moves and switches the claims as the registers say. <see cref="Changed"/> is not called.</summary>
    public void Apply()
    {
        foreach (PciBaseAddress bar in _bars)
        {
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(_registers.AsSpan(bar.Register));
            bool enabled = (_registers[Command] & (bar.IsPorts ? 1 : 2)) != 0 && (bar.Register != ExpansionRomAddress || (value & 1) != 0);
            if (!bar.Place((uint)(value & ~(bar.Claim.Length - 1)), enabled))
            {
                _host.Logger.LogWarning("Register {Register:X2}h: {Value:X8}h is not free, so nothing answers there", bar.Register, value);
            }
        }
    }

    /// <inheritdoc/>
    public uint ReadConfig(int offset, int width)
    {
        uint value = 0;
        for (int i = 0; i < width; i++)
        {
            value |= (uint)_registers[offset + i] << (8 * i);
        }

        return value;
    }

    /// <inheritdoc/>
    public void WriteConfig(int offset, int width, uint value)
    {
        bool changed = false;
        for (int i = offset; i < offset + width; i++, value >>= 8)
        {
            byte written = (byte)value;
            int result = (_registers[i] & ~_writable[i] & ~(_clearable[i] & written)) | (written & _writable[i]);
            changed |= result != _registers[i];
            _registers[i] = (byte)result;
        }

        if (changed)
        {
            Apply();
            Changed?.Invoke();
        }
    }

    private void AddBar(int register, IClaim claim, uint smallest, uint flags)
    {
        if (claim.Length < smallest || claim.Length > 0x8000_0000 || !ulong.IsPow2(claim.Length))
        {
            throw new ArgumentException($"a base address register cannot describe {claim.Length} bytes: the length must be a power of two from {smallest} to 2 GiB", nameof(claim));
        }

        uint enable = register == ExpansionRomAddress ? 1u : 0;
        Define(register, 4, flags, writable: (uint)-(long)claim.Length | enable);
        _bars.Add(new PciBaseAddress(register, claim, flags == IoBar));
    }
}
