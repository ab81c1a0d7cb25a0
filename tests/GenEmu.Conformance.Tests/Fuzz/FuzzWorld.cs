using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>What a chunk of cases shares: mode, tables, memory, and when devices answer.</summary>
internal sealed unsafe class FuzzWorld
{
    private const ulong Pae = 1 << 5;
    private const ulong Pse = 1 << 4;

    /// <summary>Cases write their code to RAM.</summary>
    private const uint CodePages = 3u << (int)(FuzzLayout.Code / FuzzLayout.PageSize);

    private readonly DescriptorMaker _descriptors;

    public FuzzWorld(ref FuzzRandom random)
    {
        Mode = (FuzzMode)random.Next(Enum.GetValues<FuzzMode>().Length);
        bool isReal = Mode is FuzzMode.Real or FuzzMode.Unreal;
        Cpl = Mode == FuzzMode.Virtual8086 ? 3 : isReal || random.OneIn(2) ? 0 : random.OneIn(8) ? 1 + random.Next(2) : 3;
        HasPaging = !isReal && random.OneIn(2);
        DirectAnswers = random.OneIn(2) ? FuzzAnswers.Synchronous : (FuzzAnswers)random.Next(3);
        RecordedAnswers = (FuzzAnswers)random.Next(3);
        DevicePages = random.OneIn(3) ? random.Next32() & random.Next32() & ~CodePages : 0;
        random.Fill(Memory);
        _descriptors = new DescriptorMaker(Memory);
        _descriptors.Fill(ref random, Cpl, wide: Mode is FuzzMode.Flat32 or FuzzMode.Segmented32 or FuzzMode.Virtual8086);
        bool extended = random.OneIn(3);
        PageTableMaker.Fill(ref random, Memory, extended);
        SetControls(ref random, isReal, extended);
        SetSegments(ref random);
        FloatMaker.Fill(ref random, ref _state.Unit);
    }

    public FuzzMode Mode { get; }

    public int Cpl { get; }

    public bool HasPaging { get; }

    public CodeMode CodeMode => Mode is FuzzMode.Flat32 or FuzzMode.Segmented32 ? CodeMode.Bits32 : CodeMode.Bits16;

    public FuzzAnswers DirectAnswers { get; }

    public FuzzAnswers RecordedAnswers { get; }

    /// <summary>A bit for each page of RAM that a device stands for: stacks, tables, handlers and data may be there.</summary>
    public uint DevicePages { get; }

    /// <summary>RAM as the chunk starts.</summary>
    public byte[] Memory { get; } = new byte[FuzzLayout.RamEnd];

    /// <summary>The processor as each case starts, but for what the case sets itself.</summary>
    public ref VcpuState State => ref _state;

    /// <summary>One past the last linear address at which something may be.</summary>
    public uint DataEnd => HasPaging ? PageTableMaker.MappedPages * FuzzLayout.PageSize : FuzzLayout.End + FuzzLayout.PageSize;

    private VcpuState _state;

    public override string ToString() => $"{Mode}, CPL {Cpl}{(HasPaging ? ", paging" : "")}, pages {DevicePages:X} in a device, devices answer {DirectAnswers} (direct) and {RecordedAnswers} (recorded)";

    private void SetControls(ref FuzzRandom random, bool isReal, bool extended)
    {
        _state.Cpl = Cpl;
        _state.Cr0 = Cr0.Et | (isReal ? 0 : Cr0.Pe) | (HasPaging ? Cr0.Pg : 0) | (random.OneIn(2) ? Cr0.Wp : 0) | (random.OneIn(2) ? Cr0.Am : 0)
            | (random.OneIn(8) ? Cr0.Ts : 0) | (random.OneIn(8) ? Cr0.Em : 0) | (random.OneIn(8) ? Cr0.Mp : 0);
        _state.Cr3 = FuzzLayout.PageDirectory;
        _state.Cr4 = (extended ? Pae : 0) | (random.OneIn(2) ? Pse : 0) | (random.OneIn(4) ? Cr4.Tsd : 0) | (random.OneIn(4) ? Cr4.De : 0)
            | (random.OneIn(8) ? 0 : Cr4.OsFxsr) | (random.OneIn(2) ? Cr4.OsXmmExcpt : 0);
        _state.Cr0 |= random.OneIn(4) ? 0 : Cr0.Ne;
        _state.Pdpte0 = FuzzLayout.PageTable | 1;
        _state.Cr2 = random.Next32();
        _state.Dr6 = Dr6.Fixed;
        _state.Dr7 = random.OneIn(16) ? 0x2400u : 0x400;
        _state.GdtBase = FuzzLayout.Gdt;
        _state.GdtLimit = (FuzzLayout.GdtEntries * 8) - 1;
        _state.IdtBase = isReal ? 0 : FuzzLayout.Idt;
        _state.IdtLimit = random.OneIn(16) ? (uint)random.Next(0x800) : 0x7FF;
        _state.SysenterCs = random.OneIn(4) ? 0u : DescriptorMaker.Selector(DescriptorMaker.Code32, 0);
        _state.SysenterEsp = FuzzLayout.InnerStack;
        _state.SysenterEip = FuzzLayout.Handlers;
        _state.Tr.Load(DescriptorMaker.Selector(DescriptorMaker.Task, 0), _descriptors[DescriptorMaker.Task]);
        _state.Ldtr.Load(DescriptorMaker.Selector(DescriptorMaker.LocalTable, 0), _descriptors[DescriptorMaker.LocalTable]);
    }

    private void SetSegments(ref FuzzRandom random)
    {
        if (Mode is FuzzMode.Real or FuzzMode.Unreal or FuzzMode.Virtual8086)
        {
            SetRealSegments(ref random);
            return;
        }

        bool wide = CodeMode == CodeMode.Bits32;
        bool plain = Mode == FuzzMode.Flat32 || (Mode == FuzzMode.Protected16 && random.OneIn(2));
        int user = Cpl == 3 ? 2 : 0;
        bool usual = Cpl is 0 or 3;
        int code = plain && usual ? (wide ? DescriptorMaker.Code32 : DescriptorMaker.Code16) + user : DescriptorMaker.FirstCode + random.Next(4);
        int data = (wide ? DescriptorMaker.Data32 : DescriptorMaker.Data16) + user;
        int stack = plain && usual ? data : DescriptorMaker.FirstStack + random.Next(4);
        Load(ref _state.Cs, code);
        Load(ref _state.Ss, stack);
        LoadData(ref random, ref _state.Ds, plain ? data : -1);
        LoadData(ref random, ref _state.Es, plain ? data : -1);
        LoadData(ref random, ref _state.Fs, -1);
        LoadData(ref random, ref _state.Gs, -1);
    }

    private void Load(ref SegmentCache segment, int index)
        => segment.Load(DescriptorMaker.Selector(index, Cpl), _descriptors[index]);

    /// <summary>Loads a segment that this privilege may have loaded; now and then none.</summary>
    private void LoadData(ref FuzzRandom random, ref SegmentCache segment, int index)
    {
        for (int tries = 0; index < 0 && tries < 8; tries++)
        {
            int wanted = DescriptorMaker.FirstRandom + random.Next(DescriptorMaker.FirstStack - DescriptorMaker.FirstRandom);
            Descriptor d = _descriptors[wanted];
            index = d.Present && d.IsReadable && (d.IsConforming || d.Dpl >= Cpl) ? wanted : -1;
        }

        if (index < 0)
        {
            segment.LoadNull(0);
        }
        else
        {
            Load(ref segment, index);
        }
    }

    private void SetRealSegments(ref FuzzRandom random)
    {
        bool virtual86 = Mode == FuzzMode.Virtual8086;
        _state.SystemFlags = virtual86 ? EFlags.Vm : 0;
        fixed (SegmentCache* segments = &_state.Es)
        {
            for (int i = 0; i < Segment.Count; i++)
            {
                SegmentCache* s = segments + i;
                s->Limit = Mode == FuzzMode.Unreal && i != Segment.Cs && (i != Segment.Ss || random.OneIn(2)) ? uint.MaxValue : 0xFFFF;
                s->Access = virtual86 ? (ushort)0xF3 : (ushort)0x93;
                ushort selector = random.OneIn(4) ? (ushort)random.Next(0x1400) : (ushort)(random.Next(0x13) << 8);
                selector = i == Segment.Cs ? random.Pick<ushort>([0, 0x700, 0x123, 0x6FF]) : selector;
                s->LoadReal(i == Segment.Ss ? random.Pick<ushort>([0, 0x800, 0x7FF, 0x234]) : selector);
            }
        }
    }
}
