using GenEmu.Core;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>A processor in real mode over plain RAM, without devices: ports read as all ones.</summary>
public sealed class VectorMachine : IDisposable
{
    private const int MemorySize = 2 << 20;        // real mode reaches 10FFEFh
    private const long LongestRun = 500_000;

    // Present, writable, accessed data; real mode does not tell code from data.
    private const ushort RealModeAccess = 0x93;

    // Above what real mode reaches; its code reads and writes the byte at DS:BX.
    private const uint Scratch = 0x1F_0000;
    private static readonly byte[] Touch = [0x8A, 0x07, 0x88, 0x07];

    private readonly VectorSet _set;
    private readonly PhysicalMemory _memory = new(MemorySize);
    private readonly Vcpu _cpu;

    public VectorMachine(VectorSet set)
    {
        _set = set;
        _cpu = new Vcpu(_memory, new IoBus()) { RecordOnly = !set.RunsDirect };
        _cpu.SetA20(!set.Wraps);
        AddressMask = set.Wraps ? 0xF_FFFFu : 0xFF_FFFF;
    }

    public uint AddressMask { get; }

    private VcpuRegisters Registers => _cpu.Registers;

    /// <summary>Puts the processor and the memory into a case's initial state.</summary>
    public void Load(VectorCase test)
    {
        const ulong Emulation = 4;
        _cpu.Reset(Abstractions.ResetKind.PowerOn);
        Registers.Cr0 |= Emulation;             // the captured processors had no coprocessor
        if (_set.RunsDirect)
        {
            Warm(test.Before.Memory.Concat(test.After.Memory).Select(at => at.Key & AddressMask & ~0xFFFu).Distinct());
        }

        foreach (VectorRegister register in Enum.GetValues<VectorRegister>())
        {
            Set(register, test.Initial(register));
        }

        foreach ((uint address, byte value) in test.Before.Memory)
        {
            this[address] = value;
        }
    }

    public byte this[uint address]
    {
        get => _memory.System.Contents[(int)(address & AddressMask)];
        set => _memory.WriteRam(_memory.System, address & AddressMask, [value]);
    }

    public ushort Word(uint address) => (ushort)(this[address] | (this[address + 1] << 8));

    /// <summary>Runs to a HLT.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RunToHalt() => _cpu.Run(LongestRun).Kind == VcpuStopKind.Halted;

    /// <summary>Runs one instruction, a REP to its end.</summary>
    public void Step()
    {
        long left = LongestRun;
        while (_cpu.Run(1).Iteration != 0 && --left > 0)
        {
        }
    }

    public bool IsMemoryClear => _memory.System.Contents.IndexOfAnyExcept((byte)0) < 0;

    public void ClearMemory()
    {
        _memory.System.Clear();
        _cpu.Blocks.Flush();            // nobody heard of that
        _cpu.FlushTranslations();
    }

    public ushort Get(VectorRegister register) => register switch
    {
        VectorRegister.Ax => (ushort)Registers.Rax,
        VectorRegister.Bx => (ushort)Registers.Rbx,
        VectorRegister.Cx => (ushort)Registers.Rcx,
        VectorRegister.Dx => (ushort)Registers.Rdx,
        VectorRegister.Sp => (ushort)Registers.Rsp,
        VectorRegister.Bp => (ushort)Registers.Rbp,
        VectorRegister.Si => (ushort)Registers.Rsi,
        VectorRegister.Di => (ushort)Registers.Rdi,
        VectorRegister.Ip => (ushort)Registers.Rip,
        VectorRegister.Flags => (ushort)Registers.EFlags,
        _ => Registers.GetSegment(Segment(register)).Selector,
    };

    public void Dispose()
    {
        _cpu.Dispose();
        _memory.Dispose();
    }

    /// <summary>Fills the TLB: a direct handler leaves where its page is not in it.</summary>
    private void Warm(IEnumerable<uint> pages)
    {
        Touch.CopyTo(_memory.System.Contents[(int)Scratch..]);
        Registers.SetSegment(SegmentRegister.Cs, new SegmentValue(0, Scratch, 0xFFFF, RealModeAccess));
        Registers.Rbx = 0;
        foreach (uint page in pages)
        {
            Registers.SetSegment(SegmentRegister.Ds, new SegmentValue(0, page, 0xFFFF, RealModeAccess));
            Registers.Rip = 0;
            _cpu.Run(2);
        }

        _memory.System.Contents.Slice((int)Scratch, Touch.Length).Clear();
    }

    private void Set(VectorRegister register, ushort value)
    {
        switch (register)
        {
            case VectorRegister.Ax:
                Registers.Rax = value;
                break;
            case VectorRegister.Bx:
                Registers.Rbx = value;
                break;
            case VectorRegister.Cx:
                Registers.Rcx = value;
                break;
            case VectorRegister.Dx:
                Registers.Rdx = value;
                break;
            case VectorRegister.Sp:
                Registers.Rsp = value;
                break;
            case VectorRegister.Bp:
                Registers.Rbp = value;
                break;
            case VectorRegister.Si:
                Registers.Rsi = value;
                break;
            case VectorRegister.Di:
                Registers.Rdi = value;
                break;
            case VectorRegister.Ip:
                Registers.Rip = value;
                break;
            case VectorRegister.Flags:
                Registers.EFlags = value & 0x0FFFu;        // the upper four bits are no flags on these processors
                break;
            default:
                Registers.SetSegment(Segment(register), new SegmentValue(value, (ulong)value << 4, 0xFFFF, RealModeAccess));
                break;
        }
    }

    private static SegmentRegister Segment(VectorRegister register) => register switch
    {
        VectorRegister.Cs => SegmentRegister.Cs,
        VectorRegister.Ss => SegmentRegister.Ss,
        VectorRegister.Ds => SegmentRegister.Ds,
        VectorRegister.Es => SegmentRegister.Es,
        _ => throw new ArgumentOutOfRangeException(nameof(register), register, "No segment register."),
    };
}
