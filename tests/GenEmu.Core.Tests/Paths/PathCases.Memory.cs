using Iced.Intel;
using static GenEmu.Core.Tests.Paths.Structure;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Paths;

/// <content>Operands in memory, and strings.</content>
internal static partial class PathCases
{
    private static IEnumerable<PathCase> Memory() =>
    [
        Plain("MOV r, m", a => a.mov(eax, __dword_ptr[esi])),
        Kernel("MOV r8, m", a => a.mov(al, __byte_ptr[esi + 3]), DataEnd),
        Plain("MOV m, r", a => a.mov(__dword_ptr[esi], ebx)),
        Plain("MOV m, imm", a => a.mov(__word_ptr[esi + 2], 0x55AA)),
        Plain("MOVZX", a => a.movzx(eax, __word_ptr[esi + 2])),
        Plain("ADD r, m", a => a.add(ebx, __dword_ptr[esi])),
        Plain("ADD m, r", a => a.add(__dword_ptr[esi], ebx)),
        Plain("LOCK ADD", a => a.@lock.add(__dword_ptr[esi], ebx)),
        Plain("ADC m16", a => a.adc(__word_ptr[esi + 2], bx)),
        Plain("CMP m, imm", a => a.cmp(__dword_ptr[esi], 5)),
        Plain("INC m", a => a.inc(__dword_ptr[esi])),
        Plain("NOT m", a => a.not(__dword_ptr[esi])),
        Plain("SHL m, CL", a => a.shl(__dword_ptr[esi], cl)),
        Plain("RCR m, CL", a => a.rcr(__dword_ptr[esi], cl)),
        Plain("SHLD m", a => a.shld(__dword_ptr[esi], ebx, 5)),
        Plain("MUL m", a => a.mul(__dword_ptr[esi])),
        Plain("IMUL r, m", a => a.imul(eax, __dword_ptr[esi], 77)),
        Kernel("SETcc m", a => a.sete(__byte_ptr[esi + 3]), DataEnd),
        Plain("CMOVcc r, m", a => a.cmove(eax, __dword_ptr[esi])),
        Plain("XCHG", a => a.xchg(__dword_ptr[esi], ebx)),
        Plain("XADD", a => a.xadd(__dword_ptr[esi], ebx)),
        Plain("LOCK XADD", a => a.@lock.xadd(__dword_ptr[esi], ebx)),
        Plain("NEG m", a => a.neg(__dword_ptr[esi])),
        Plain("SBB m, r", a => a.sbb(__dword_ptr[esi], ebx)),
        Plain("TEST m, r", a => a.test(__dword_ptr[esi], ebx)),
        Plain("ROL m16", a => a.rol(__word_ptr[esi + 2], 3)),
        Plain("SHRD m, CL", a => a.shrd(__dword_ptr[esi], ebx, cl)),
        Plain("IDIV m", a => a.idiv(__dword_ptr[esi])),
        Plain("BSR r, m", a => a.bsr(eax, __dword_ptr[esi])),
        Plain("MOVSX", a => a.movsx(eax, __word_ptr[esi + 2])),
        Plain("ARPL m", a => a.arpl(__word_ptr[esi + 2], bx)) with { Prepare = w => w.Set(r => r.Rbx = 3) },
        Plain("CMPXCHG, equal", a => a.cmpxchg(__dword_ptr[esi], ebx)) with { Prepare = w => w.Dwords(PathLayout.Data, 0x1234_5678) },
        Plain("CMPXCHG, different", a => a.cmpxchg(__dword_ptr[esi], ebx)),
        Plain("CMPXCHG8B, different", a => a.cmpxchg8b(__qword_ptr[esi])),
        Plain("LOCK CMPXCHG8B, equal", a => a.@lock.cmpxchg8b(__qword_ptr[esi])) with { Prepare = w => w.Dwords(PathLayout.Data, 0x1234_5678, PathLayout.Port) },
        Plain("BT", a => a.bt(__dword_ptr[esi], ecx)),
        Plain("BTS beyond the operand", a => a.bts(__dword_ptr[esi - 4], ecx)) with { Prepare = w => w.Set(r => r.Rcx = 37) },
        Plain("BTR", a => a.btr(__dword_ptr[esi], ebx)) with { Prepare = w => w.Set(r => r.Rbx = 9) },
        Plain("BT beyond a word", a => a.bt(__word_ptr[esi + 6], bx)) with { Prepare = w => w.Set(r => r.Rbx = 0xFFFF_FFE1) },
        Plain("LOCK BTC", a => a.@lock.btc(__dword_ptr[esi], 7)),
        Plain("BOUND, inside", a => a.bound(ecx, __qword_ptr[esi])) with { Prepare = w => w.Dwords(PathLayout.Data, 0, 10) },
        Kernel("BOUND, outside", a => a.bound(ecx, __qword_ptr[esi]), Data, DataEnd, Idt, Gdt, StackEnd) with { Prepare = w => w.Dwords(PathLayout.Data, 5, 10) },
        Kernel("XLAT", a => a.xlatb(), DataEnd) with { Prepare = w => w.Set(r => r.Rbx = PathLayout.At(DataEnd) - 0x70) },
        Kernel("DIV m, by zero", a => a.div(__dword_ptr[esi]), Data, DataEnd, Idt) with { Prepare = w => w.Dwords(PathLayout.Data, 0) },
        Kernel("IN", a => a.@in(eax, dx), Ports),
        Kernel("IN in pieces", a => a.@in(eax, dx), Ports) with { Prepare = w => w.Set(r => r.Rdx = PathLayout.Port + 5) },
        Kernel("OUT", a => a.@out(dx, ax), Ports),
        Kernel("OUT in pieces", a => a.@out(dx, eax), Ports) with { Prepare = w => w.Set(r => r.Rdx = PathLayout.Port + 3) },
        Kernel("LGDT", a => a.lgdt(__fword_ptr[esi]), Data, DataEnd),
        Kernel("LIDT", a => a.lidt(__fword_ptr[esi]), Data, DataEnd),
        Kernel("SGDT", a => a.sgdt(__fword_ptr[esi]), Data, DataEnd),
        Kernel("SIDT", a => a.sidt(__fword_ptr[esi]), Data, DataEnd),
        Kernel("SLDT m", a => a.sldt(__word_ptr[esi + 2]), Data, DataEnd),
        Kernel("STR m", a => a.str(__word_ptr[esi + 2]), Data, DataEnd),
        Kernel("SMSW m", a => a.smsw(__word_ptr[esi + 2]), Data, DataEnd),
        Kernel("LMSW", a => a.lmsw(__word_ptr[esi + 2]), Data, DataEnd) with { Prepare = w => w.Words(PathLayout.Data + 2, 9) },
        Kernel("MOV CR3", a => a.mov(cr3, eax)) with { Prepare = w => w.Set(r => r.Rax = r.Cr3), Steps = 2, NeedsPaging = true },
        Kernel("An instruction in two pages", a => a.mov(eax, 0x1234), CodeStart, CodeEnd) with { CrossesPage = true },
        Kernel("A loop", Loop, CodeStart, Data, DataEnd) with { Steps = 30 },
        Kernel("A data breakpoint", a => a.mov(__dword_ptr[esi], ebx), Data, DataEnd, Idt, Gdt) with { Prepare = w => w.Set(WatchData), Steps = 2 },
        Kernel("A step", a => a.mov(__dword_ptr[esi], ebx), Data, DataEnd, Idt, Gdt) with { Prepare = w => w.Set(r => r.EFlags |= 0x100), Steps = 2 },
    ];

    private static IEnumerable<PathCase> Strings() =>
    [
        Kernel("MOVSD", a => a.rep.movsd(), Data, DataEnd) with { Steps = 3 },
        Kernel("MOVSB downwards", a => a.rep.movsb(), Data, DataEnd) with { Steps = 3, Prepare = w => w.Set(r => (r.Rsi, r.EFlags) = (PathLayout.At(DataEnd) + 1, r.EFlags | 0x400)) },
        Kernel("MOVSD, unfinished", a => a.rep.movsd(), Data, DataEnd) with { Steps = 2 },
        Kernel("CMPSD", a => a.repe.cmpsd(), Data) with { Steps = 3 },
        Kernel("SCASB", a => a.repne.scasb(), Data) with { Steps = 3 },
        Kernel("LODSW", a => a.rep.lodsw(), Data, DataEnd) with { Steps = 3 },
        Kernel("CMPSB, once", a => a.cmpsb(), Data),
        Kernel("SCASD, once", a => a.scasd(), Data, DataEnd) with { Prepare = w => w.Set(r => r.Rdi = PathLayout.Data) },
        Kernel("STOSD", a => a.rep.stosd(), Data, DataEnd) with { Steps = 3, Prepare = w => w.Set(r => r.Rdi = PathLayout.Data) },
        Kernel("INSB", a => a.rep.insb(), Data, Ports) with { Steps = 3 },
        Kernel("INSD", a => a.insd(), Data, DataEnd, Ports) with { Prepare = w => w.Set(r => r.Rdi = PathLayout.Data) },
        Kernel("OUTSB", a => a.rep.outsb(), Data, Ports) with { Steps = 3 },
        Kernel("OUTSD", a => a.rep.outsd(), Data, DataEnd, Ports) with { Steps = 2 },
        Kernel("INSW downwards", a => a.rep.insw(), Data, DataEnd, Ports) with { Steps = 3, Prepare = w => w.Set(r => (r.Rdi, r.EFlags) = (PathLayout.At(DataEnd) + 1, r.EFlags | 0x400)) },
        User("IN", a => a.@in(al, dx), Ports, OldTssEnd),
        User("OUT", a => a.@out(dx, eax), Ports, OldTssEnd),
        User("INSB", a => a.rep.insb(), Ports, OldTssEnd, Data) with { Steps = 3 },
        User("OUTSW", a => a.rep.outsw(), Ports, OldTssEnd, Data) with { Steps = 3 },
        User("IN, denied", a => a.@in(al, dx), OldTssEnd, Idt, Gdt, InnerStack) with { Prepare = w => w.Number(PathLayout.TaskState + 104 + (PathLayout.Port / 8), 0xFF, 1) },
        User("INSB, count of zero, denied", a => a.rep.insb(), OldTssEnd, Idt)
            with { Prepare = w => { w.Number(PathLayout.TaskState + 104 + (PathLayout.Port / 8), 0xFF, 1); w.Set(r => r.Rcx = 0); } },
        User("INSB to an absent page", a => a.rep.insb(), OldTss, IdtEnd, InnerStack)
            with { NeedsPaging = true, Prepare = w => w.Set(r => r.Rdi = PathLayout.Absent) },
    ];

    private static PathCase Plain(string name, Action<Assembler> code) => Kernel(name, code, Data, DataEnd);

    private static void Loop(Assembler a)
    {
        Label again = a.CreateLabel();
        a.Label(ref again);
        a.add(eax, __dword_ptr[esi]);
        a.mov(__dword_ptr[edi], eax);
        a.inc(esi);
        a.add(edi, 4);
        a.dec(ecx);
        a.jne(again);
        a.hlt();
    }

    private static void WatchData(VcpuRegisters r)
    {
        r.SetDr(0, PathLayout.At(DataEnd));
        r.Dr7 = 0x0001_0401;             // local, writes, one byte
    }
}
