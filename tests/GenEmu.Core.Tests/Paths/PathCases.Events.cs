using Iced.Intel;
using static GenEmu.Core.Tests.Paths.Structure;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Paths;

/// <content>Exceptions and interrupts, and the two 16-bit modes.</content>
internal static partial class PathCases
{
    private const int Gp = 13;
    private const int Df = 8;

    private static IEnumerable<PathCase> Events() =>
    [
        Kernel("#UD", a => a.ud2(), Idt, Gdt, Stack, StackEnd, Handlers) with { Steps = 2 },
        Kernel("#PF", a => a.mov(eax, __dword_ptr[PathLayout.Absent]), Idt, IdtEnd, Gdt, Stack, StackEnd) with { NeedsPaging = true },
        Kernel("#PF, second page of a store", a => a.mov(__dword_ptr[PathLayout.Absent - 2], eax), Idt, IdtEnd, Gdt, Stack, StackEnd) with { NeedsPaging = true },
        Kernel("NMI", a => a.nop(), Idt, Gdt, Stack, StackEnd) with { Raise = c => c.RaiseNmi() },
        Kernel("NMI, task gate", a => a.nop(), Idt, Gdt, NewTss, OldTssEnd) with { Raise = c => c.RaiseNmi(), Prepare = w => w.Gate(2, 0x85, PathLayout.OtherTask) },
        Kernel("INTR", a => a.nop(), IdtEnd, Gdt, Stack, StackEnd) with { Raise = Interrupt },
        Kernel("INTR in a repetition", a => { a.sti(); a.rep.stosd(); }, IdtEnd, Gdt, Stack, StackEnd, Data) with { Prepare = w => w.Set(r => r.EFlags &= ~0x200u), Raise = Interrupt, Steps = 3 },
        User("#UD", a => a.ud2(), Idt, Gdt, OldTss, InnerStack, InnerStackEnd, Handlers) with { Steps = 2 },
        User("#GP", a => a.hlt(), Idt, Gdt, OldTss, InnerStack, InnerStackEnd),
        User("#PF", a => a.mov(eax, __dword_ptr[PathLayout.Absent]), Idt, IdtEnd, Gdt, OldTss, InnerStack, InnerStackEnd) with { NeedsPaging = true },
        User("NMI", a => a.nop(), Idt, Gdt, OldTss, InnerStack, InnerStackEnd) with { Raise = c => c.RaiseNmi() },
        User("INTR", a => a.nop(), IdtEnd, Gdt, OldTss, InnerStack, InnerStackEnd) with { Raise = Interrupt },
        Kernel("#GP without a gate is #DF", a => a.mov(ds, ebx), Idt, Gdt, Stack, StackEnd)
            with { Prepare = w => { w.Gate(Gp, 0x6E); w.Set(r => r.Rbx = 0x100); } },
        Kernel("#GP without a gate is #DF, task gate", a => a.mov(ds, ebx), Idt, Gdt, NewTss, NewTssEnd, OldTssEnd, InnerStackEnd)
            with { Prepare = w => { w.Gate(Gp, 0x6E); w.Gate(Df, 0x85, PathLayout.OtherTask); w.Set(r => r.Rbx = 0x100); } },
        Kernel("#GP and #DF without gates is shutdown", a => a.mov(ds, ebx), Idt)
            with { Prepare = w => { w.Gate(Gp, 0x6E); w.Gate(Df, 0x6E); w.Set(r => r.Rbx = 0x100); } },
        User("#UD on an absent stack is #PF, is #DF", a => a.ud2(), Idt, IdtEnd, Gdt, OldTss, NewTss)
            with { NeedsPaging = true, Prepare = w => { w.Number(PathLayout.TaskState + 4, PathLayout.Absent + 0x100, 4); w.Gate(Df, 0x85, PathLayout.OtherTask); } },
        Kernel("#NP in the delivery of INTR", a => a.nop(), Idt, IdtEnd, Gdt, Stack, StackEnd) with { Raise = Interrupt, Prepare = w => w.Gate(PathLayout.InterruptGate, 0x6E) },
    ];

    private static IEnumerable<PathCase> RealMode() =>
    [
        Real("MOV", a => a.mov(__dword_ptr[si], ebx), Data, DataEnd),
        Real("RMW", a => a.add(__word_ptr[si + 2], bx), Data, DataEnd),
        Real("PUSHA", a => a.pusha(), StackEnd),
        Real("PUSHA 32", a => a.pushad(), Stack, StackEnd),
        Real("POPA", a => a.popa(), Stack, StackEnd) with { Prepare = w => w.OnRealStack(1, 2, 3, 4, 5, 6, 7, 8) },
        Real("ENTER 8, 3", a => a.enter(8, 3), StackEnd),
        Real("CALL far", a => a.db(0x9A, 0, 0x80, 0, 0x10), Stack, StackEnd) with { Prepare = w => w.Set(r => r.Rsp -= 3) },
        Real("RETF", a => a.retf(), Stack, StackEnd) with { Prepare = w => w.OnRealStack(0x8000, 0x1000) },
        Real("INT n", a => a.@int(PathLayout.RealCrossingVector), Idt, IdtEnd, StackEnd, Handlers) with { Steps = 2 },
        Real("IRET", a => a.iret(), Stack, StackEnd) with { Prepare = w => w.OnRealStack(0x8000, 0x1000, 0x246) },
        Real("#DE", a => a.div(cl), Idt, Stack, StackEnd) with { Prepare = w => w.Set(r => (r.Rcx, r.Rsp) = (0, r.Rsp - 3)) },
        Real("NMI", a => a.nop(), Idt, StackEnd) with { Raise = c => c.RaiseNmi() },
        Real("INTR", a => a.nop(), IdtEnd, StackEnd) with { Raise = Interrupt },
        Real("LES", a => a.les(bx, __dword_ptr[si]), Data, DataEnd),
        Real("CALL m", a => a.call(__word_ptr[si + 2]), Data, DataEnd, StackEnd),
        Real("POPF", a => a.popf(), StackEnd),
        Real("MOVSW", a => a.rep.movsw(), Data, DataEnd) with { Steps = 3 },
        Real("FSTP m64", a => { a.fninit(); a.fldpi(); a.fstp(__qword_ptr[si]); }, Data, DataEnd) with { Steps = 3 },
        Real("INSW", a => a.rep.insw(), Data, Ports) with { Steps = 3 },
        Real("OUTSB", a => a.rep.outsb(), Data, Ports) with { Steps = 3 },
        Real("An instruction in two pages", a => a.mov(ax, 0x1234), CodeStart, CodeEnd) with { CrossesPage = true },
    ];

    private static IEnumerable<PathCase> Virtual8086() =>
    [
        V86("INT n", a => a.@int(PathLayout.InterruptGate), IdtEnd, Gdt, OldTss, InnerStack, InnerStackEnd, Handlers) with { Steps = 2 },
        V86("INT n, task gate", a => a.@int(PathLayout.TaskGateVector), IdtEnd, Gdt, OldTss, OldTssEnd, NewTss, NewTssEnd),
        V86("#UD", a => a.ud2(), Idt, Gdt, OldTss, InnerStack, InnerStackEnd),
        V86("#GP", a => a.hlt(), Idt, Gdt, OldTss, InnerStack, InnerStackEnd),
        V86("NMI", a => a.nop(), Idt, Gdt, OldTss, InnerStack, InnerStackEnd) with { Raise = c => c.RaiseNmi() },
        V86("INTR", a => a.nop(), IdtEnd, Gdt, OldTss, InnerStack, InnerStackEnd) with { Raise = Interrupt },
        V86("IN", a => a.@in(al, dx), Ports, OldTssEnd),
        V86("IRET", a => a.iret(), Stack, StackEnd) with { Prepare = w => w.OnRealStack(0x8000, 0x1000, 0x3246) },
        V86("POPF", a => a.popf(), StackEnd),
        V86("INSB", a => a.rep.insb(), Ports, OldTssEnd, Data) with { Steps = 3 },
        V86("LDS", a => a.lds(bx, __dword_ptr[si]), Data, DataEnd),
        V86("PUSHA", a => a.pushad(), Stack, StackEnd),
    ];

    private static PathCase Real(string name, Action<Assembler> code, params Structure[] touches) => new($"{name}, real mode", PathMode.Real, code, touches);

    private static PathCase V86(string name, Action<Assembler> code, params Structure[] touches) => new($"{name}, V86", PathMode.Virtual8086, code, touches);

    private static void Interrupt(Vcpu cpu)
    {
        cpu.AcknowledgeInterrupt = () =>
        {
            cpu.SetInterruptRequest(false);
            return PathLayout.InterruptGate;
        };
        cpu.SetInterruptRequest(true);
    }
}
