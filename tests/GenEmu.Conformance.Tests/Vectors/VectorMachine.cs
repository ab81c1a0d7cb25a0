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

    private readonly PhysicalMemory _memory = new(MemorySize);
    private readonly Vcpu _cpu;

    /// <param name="wraps">Whether addresses wrap at 1 MiB, as on the 8086.</param>
    public VectorMachine(bool wraps)
    {
        _cpu = new Vcpu(_memory, new IoBus()) { RecordOnly = true };
        _cpu.SetA20(!wraps);
        AddressMask = wraps ? 0xF_FFFFu : 0xFF_FFFF;
    }

    public uint AddressMask { get; }

    private VcpuRegisters Registers => _cpu.Registers;

    /// <summary>Puts the processor and the memory into a case's initial state.</summary>
    public void Load(VectorState state)
    {
        _cpu.Reset(Abstractions.ResetKind.PowerOn);
        foreach (VectorRegister register in Enum.GetValues<VectorRegister>())
        {
            Set(register, state[register] ?? throw new InvalidDataException($"{register} is missing."));
        }

        foreach ((uint address, byte value) in state.Memory)
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
