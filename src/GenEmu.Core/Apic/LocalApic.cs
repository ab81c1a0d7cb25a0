using System.Runtime.InteropServices;
using GenEmu.Abstractions;

namespace GenEmu.Core.Apic;

/// <summary>A processor's local APIC in xAPIC mode (SDM vol. 3, chapter 10): its registers.</summary>
/// <remarks>All of its state is the register page and the instant at which the timer's count began. It belongs to the processor: its registers answer at once, and no bus sees the access.</remarks>
internal sealed partial class LocalApic
{
    private const int Registers = 64;
    private const uint VersionValue = 0x0005_0014;              // integrated, six local vectors
    private const uint SoftwareEnable = 1 << 8;
    private const uint SpuriousDefined = 0x3FF;
    private const uint FormatOnes = 0x0FFF_FFFF;
    private const uint IllegalRegister = 1 << 7;

    private readonly Vcpu _cpu;
    private readonly uint[] _page = new uint[Registers];
    private uint _newErrors;

    public LocalApic(Vcpu cpu) => _cpu = cpu;

    /// <summary>Where its messages go; a processor alone has no bus.</summary>
    public ApicBus? Bus { get; set; }

    /// <summary>What its timer counts by; without one it stands still.</summary>
    public IApicTimer? Timer { get; set; }

    /// <summary>Bit 8 of the spurious-interrupt vector register: interrupts are accepted, and local vectors can be unmasked.</summary>
    public bool IsSoftwareEnabled => (this[ApicRegister.SpuriousVector] & SoftwareEnable) != 0;

    private ref uint this[int register] => ref _page[register >> 4];

    /// <summary>RESET and INIT (SDM vol. 3, 10.4.7). INIT keeps the identifier.</summary>
    /// <remarks>
    /// The pins of the bootstrap processor start in virtual wire mode instead of masked: the first thing that firmware does would be to set them so, and a guest that
    /// comes without firmware finds the machine as firmware hands it over. Levels of pins belong to the board, and stay.
    /// </remarks>
    public void Reset(ResetKind kind)
    {
        uint identifier = kind == ResetKind.Init ? this[ApicRegister.Id] : (uint)_cpu.Index << 24;
        Array.Clear(_page);
        this[ApicRegister.Id] = identifier;
        this[ApicRegister.Version] = VersionValue;
        this[ApicRegister.DestinationFormat] = uint.MaxValue;
        this[ApicRegister.SpuriousVector] = 0xFF;
        for (int lvt = ApicRegister.FirstLvt; lvt <= ApicRegister.LastLvt; lvt += 16)
        {
            this[lvt] = LvtMask;
        }

        if (_cpu.IsBootstrap)
        {
            this[ApicRegister.LvtPin0] = (uint)ApicDeliveryMode.External << LvtModeShift;
            this[ApicRegister.LvtPin1] = (uint)ApicDeliveryMode.Nmi << LvtModeShift;
        }

        _newErrors = 0;
        StopTimer();
        Update();
    }

    /// <summary>Reads bytes of a register, which do not cross 4 bytes. What is between registers reads as zero.</summary>
    public uint Read(int offset, int size)
    {
        int inRegister = offset & 15;
        return inRegister >= 4 ? 0 : (uint)((ulong)ReadRegister(offset & ~15) >> (8 * inRegister)) & (uint.MaxValue >> (32 - (8 * size)));
    }

    /// <summary>Writes a register. Only whole ones can be written (SDM vol. 3, 10.4.1).</summary>
    public void Write(int offset, int size, uint value)
    {
        if (size == 4 && (offset & 15) == 0)
        {
            WriteRegister(offset, value);
        }
    }

    /// <summary>Passes on everything the guest could notice.</summary>
    public void Describe(StateSink sink)
    {
        sink(MemoryMarshal.AsBytes<uint>(_page));
        sink(BitConverter.GetBytes(_newErrors));
        sink(BitConverter.GetBytes(_countStart ?? -1));
        sink([_pin0 ? (byte)1 : (byte)0, _pin1 ? (byte)1 : (byte)0]);
    }

    private uint ReadRegister(int register)
    {
        switch (register)
        {
            case ApicRegister.CurrentCount:
                return CurrentCount;
            case ApicRegister.ProcessorPriority or ApicRegister.ArbitrationPriority:
                return ProcessorPriority;
            case ApicRegister.Id or ApicRegister.Version or ApicRegister.TaskPriority or ApicRegister.LogicalDestination or ApicRegister.DestinationFormat or ApicRegister.SpuriousVector
                or ApicRegister.ErrorStatus or ApicRegister.CommandLow or ApicRegister.CommandHigh or ApicRegister.InitialCount or ApicRegister.DivideConfiguration
                or (>= ApicRegister.InService and < ApicRegister.ErrorStatus) or (>= ApicRegister.FirstLvt and <= ApicRegister.LastLvt):
                return this[register];
            case ApicRegister.EndOfInterrupt:
                return 0;                    // write-only
            default:
                NoteError(IllegalRegister);
                return 0;
        }
    }

    private void WriteRegister(int register, uint value)
    {
        switch (register)
        {
            case ApicRegister.Id or ApicRegister.LogicalDestination or ApicRegister.CommandHigh:
                this[register] = value & 0xFF00_0000;
                break;
            case ApicRegister.TaskPriority:
                this[register] = value & 0xFF;
                Update();
                break;
            case ApicRegister.EndOfInterrupt:
                EndInterrupt();
                break;
            case ApicRegister.DestinationFormat:
                this[register] = value | FormatOnes;
                break;
            case ApicRegister.SpuriousVector:
                WriteSpuriousVector(value & SpuriousDefined);
                break;
            case ApicRegister.ErrorStatus:
                (this[register], _newErrors) = (_newErrors, 0);          // a write shows what has come since the last one
                break;
            case ApicRegister.CommandLow:
                this[register] = value & CommandDefined;
                SendCommand(this[register]);
                break;
            case >= ApicRegister.FirstLvt and <= ApicRegister.LastLvt:
                WriteLvt(register, value);
                break;
            case ApicRegister.InitialCount:
                StartTimer(value);
                break;
            case ApicRegister.DivideConfiguration:
                Divide(value & 0b1011);
                break;
            case ApicRegister.Version or ApicRegister.ProcessorPriority or ApicRegister.ArbitrationPriority or ApicRegister.CurrentCount
                or (>= ApicRegister.InService and < ApicRegister.ErrorStatus):
                break;                       // read-only
            default:
                NoteError(IllegalRegister);
                break;
        }
    }

    /// <summary>To disable the APIC by software masks all local vectors (SDM vol. 3, 10.4.7.2).</summary>
    private void WriteSpuriousVector(uint value)
    {
        this[ApicRegister.SpuriousVector] = value;
        for (int lvt = ApicRegister.FirstLvt; lvt <= ApicRegister.LastLvt && !IsSoftwareEnabled; lvt += 16)
        {
            this[lvt] |= LvtMask;
        }

        Update();
    }

    private void NoteError(uint error)
    {
        bool first = (_newErrors & error) == 0;
        _newErrors |= error;
        if (first)
        {
            Raise(ApicRegister.LvtError);
        }
    }
}
