using System.Buffers.Binary;
using GenEmu.Core;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>A vCPU that runs cases as the scratch process does: at CPL 3 under paging, in an address space of the same layout and with Linux' selectors.</summary>
internal sealed unsafe class EmulatedProcessor : IDisposable
{
    private const int MemorySize = 4 << 20;

    // Only the supervisor sees these, where the scratch process has nothing.
    private const uint Kernel = 0x3F_0000;
    private const uint Gdt = Kernel;
    private const uint Idt = Kernel + 0x1000;
    private const uint Handlers = Kernel + 0x2000;
    private const uint TaskState = Kernel + 0x3000;
    private const uint StackTop = Kernel + 0x5000;
    private const uint PageDirectory = Kernel + 0x5000;
    private const uint PageTable = Kernel + 0x6000;
    private const uint KernelEnd = Kernel + 0x7000;

    private const ushort KernelCode = 0x08;
    private const ushort KernelData = 0x18;
    private const uint Present = 1;
    private const uint PresentWritable = 3;
    private const uint User = 4;
    private const uint AccessedDirty = 0x60;
    private const long LongestRun = 4096;

    // Linux' GDT (arch/x86/kernel/cpu/common.c): kernel code 32 and 64, kernel data, user code 32, user data, user code 64.
    private static readonly ulong[] Descriptors =
    [
        0, 0x00CF9B00_0000FFFF, 0x00AF9B00_0000FFFF, 0x00CF9300_0000FFFF,
        0x00CFFB00_0000FFFF, 0x00CFF300_0000FFFF, 0x00AFFB00_0000FFFF, 0,
        0x0000890000000067, 0, 0, 0, 0, 0, 0, 0x0040F500_00000000,
    ];

    private readonly PhysicalMemory _memory = new(MemorySize);
    private readonly Vcpu _cpu;
    private readonly byte[] _dataPage = new byte[NativeLayout.PageSize];

    public EmulatedProcessor(bool recordOnly)
    {
        _cpu = new Vcpu(_memory, new IoBus()) { RecordOnly = recordOnly };
        _memory.TranslationsInvalid = _cpu.FlushTranslations;
        WriteTables();
        VcpuRegisters r = _cpu.Registers;
        r.Gdt = (Gdt, (uint)(Descriptors.Length * 8) - 1);
        r.Idt = (Idt, 0x7FF);
        r.Cr3 = PageDirectory;
        r.Cr4 = Cr4.De | Cr4.OsFxsr | Cr4.OsXmmExcpt;
        r.Cr0 = Cr0.Pe | Cr0.Pg | Cr0.Wp | Cr0.Am | Cr0.Et | Cr0.Ne;
        r.SetSegment(SegmentRegister.Tr, new SegmentValue(0x40, TaskState, 0x67, 0x8B));
        r.SetSegment(SegmentRegister.Ldtr, new SegmentValue(0, 0, 0, 0));
    }

    /// <summary>Runs a case to its exception.</summary>
    public void Run(ref NativeCase @case)
    {
        Load(ref @case);
        VcpuStop stop = _cpu.Run(LongestRun);
        if (stop.Kind != VcpuStopKind.Halted || _cpu.State->Cpl != 0)
        {
            throw new InvalidOperationException($"The case did not end in an exception but in {stop.Kind} at {stop.StartRip:X}.");
        }

        Save(ref @case);
    }

    public void Dispose()
    {
        _cpu.Dispose();
        _memory.Dispose();
    }

    private void WriteTables()
    {
        for (int i = 0; i < Descriptors.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(At(Gdt + (uint)(i * 8)), Descriptors[i]);
        }

        for (uint vector = 0; vector < 256; vector++)
        {
            // INT3 and INTO are for everybody (arch/x86/kernel/idt.c).
            ushort access = vector is 3 or 4 ? (ushort)0xEE00 : (ushort)0x8E00;
            Word(Idt + (vector * 8), ((Handlers + vector) & 0xFFFF) | ((uint)KernelCode << 16));
            Word(Idt + (vector * 8) + 4, ((Handlers + vector) & 0xFFFF_0000) | access);
            At(Handlers + vector)[0] = 0xF4;
        }

        Word(TaskState + 4, StackTop);
        Word(TaskState + 8, KernelData);
        Word(TaskState + 100, 0xFFFF_0000);          // no I/O bitmap
        Word(PageDirectory, PageTable | PresentWritable | User | AccessedDirty);
        for (uint page = Kernel; page < KernelEnd; page += NativeLayout.PageSize)
        {
            MapPage(page, PresentWritable);
        }

        MapPage(NativeLayout.CodePage, PresentWritable | User);
        MapPage(NativeLayout.DataPage, PresentWritable | User);
        MapPage(NativeLayout.ReadOnlyPage, Present | User);
        _memory.System.Contents.Slice((int)NativeLayout.CodePage, (int)NativeLayout.PageSize).Fill(0xCC);
    }

    private void MapPage(uint page, uint rights) => Word(PageTable + (page >> 10), page | rights | AccessedDirty);

    private void Word(uint address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(At(address), value);

    private uint Word(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(At(address));

    private Span<byte> At(uint address) => _memory.System.Contents[(int)address..];

    private void Load(ref NativeCase @case)
    {
        if (!At(NativeLayout.Code)[..NativeLayout.CodeLength].SequenceEqual(@case.Code))
        {
            _memory.WriteRam(_memory.System, NativeLayout.Code, @case.Code);          // which forgets what was decoded there
        }

        ((ReadOnlySpan<byte>)@case.Area).CopyTo(_dataPage.AsSpan((int)(NativeLayout.Area - NativeLayout.DataPage)));
        _memory.WriteRam(_memory.System, NativeLayout.DataPage, _dataPage);
        ref NativeContext c = ref @case.Context;
        VcpuState* s = _cpu.State;
        for (int i = 0; i < 8; i++)
        {
            (&s->Rax)[i] = c[i];          // the registers stand in ModRM's order
        }

        s->Rip = c.Eip;
        _cpu.Registers.EFlags = c.Eflags;
        s->Cpl = 3;
        s->Activity = VcpuActivity.Running;
        (s->Shadow, s->PendingDebug, s->Cr2) = (Shadow.None, 0, 0);
        NativeFloat.Read(@case.Float, &s->Unit);
        SetSegment(SegmentRegister.Cs, c.Cs);
        SetSegment(SegmentRegister.Ss, c.Ss);
        SetSegment(SegmentRegister.Ds, c.Ds);
        SetSegment(SegmentRegister.Es, c.Es);
        SetSegment(SegmentRegister.Fs, c.Fs);
        SetSegment(SegmentRegister.Gs, c.Gs);
    }

    private void SetSegment(SegmentRegister register, uint selector)
    {
        var descriptor = new Descriptor(Descriptors[selector >> 3]);
        SegmentValue value = (selector & 0xFFFC) == 0
            ? new SegmentValue((ushort)selector, 0, 0, 0)
            : new SegmentValue((ushort)selector, descriptor.Base, descriptor.Limit, descriptor.Access);
        _cpu.Registers.SetSegment(register, value);
    }

    /// <summary>Puts the result together from the registers and the frame that the exception pushed.</summary>
    private void Save(ref NativeCase @case)
    {
        VcpuState* s = _cpu.State;
        ref NativeContext c = ref @case.Context;
        uint vector = (uint)s->Rip - Handlers - 1;          // behind the HLT
        bool hasCode = Vector.HasErrorCode((byte)vector);
        uint frame = (uint)s->Rsp;
        for (int i = 0; i < 8; i++)
        {
            c[i] = (uint)(&s->Rax)[i];
        }

        c.Error = hasCode ? Word(frame) : 0;
        frame += hasCode ? 4u : 0;
        (c.Trap, c.Eip, c.Cs, c.Eflags, c.Esp, c.Ss) = (vector, Word(frame), Word(frame + 4), Word(frame + 8), Word(frame + 12), Word(frame + 16));
        (c.Ds, c.Es, c.Fs, c.Gs) = (s->Ds.Selector, s->Es.Selector, s->Fs.Selector, s->Gs.Selector);
        c.Cr2 = (uint)s->Cr2;
        NativeFloat.Write(&s->Unit, @case.Float);
        At(NativeLayout.Area)[..NativeLayout.AreaLength].CopyTo(@case.Area);
    }
}
