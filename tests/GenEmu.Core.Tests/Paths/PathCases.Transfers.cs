using static GenEmu.Core.Tests.Paths.Structure;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Paths;

/// <content>Far transfers, and task switches.</content>
internal static partial class PathCases
{
    private static IEnumerable<PathCase> Transfers() =>
    [
        Kernel("JMP far", Far(0xEA, PathLayout.Handler(1), PathLayout.KernelCode), Gdt, Handlers) with { Steps = 2 },
        Kernel("JMP far, m", a => a.jmp(__fword_ptr[esi]), Data, DataEnd, Gdt) with { Prepare = w => FarPointer(w, PathLayout.Handler(1), PathLayout.KernelCode) },
        Kernel("CALL far", a => { a.push(eax); Far(0x9A, PathLayout.Handler(1), PathLayout.KernelCode)(a); }, Gdt, Stack, StackEnd) with { Steps = 2 },
        Kernel("CALL far, m", a => { a.push(eax); a.call(__fword_ptr[esi]); }, Data, DataEnd, Gdt, Stack, StackEnd)
            with { Steps = 2, Prepare = w => FarPointer(w, PathLayout.Handler(1), PathLayout.KernelCode) },
        Kernel("CALL gate, same level", a => { a.push(eax); Far(0x9A, 0, PathLayout.CallGate)(a); }, Gdt, Stack, StackEnd) with { Steps = 2 },
        Kernel("JMP gate", Far(0xEA, 0, PathLayout.CallGate), Gdt, Handlers) with { Steps = 2 },
        User("CALL gate, inward, with parameters", a => { a.push(eax); a.push(ebx); Far(0x9A, 0, PathLayout.CallGate)(a); }, Gdt, OldTss, Stack, StackEnd, InnerStack, InnerStackEnd)
            with { Steps = 4 },
        Popping("RETF", a => a.retf(), Gdt) with { Prepare = w => w.OnStack(PathLayout.Handler(1), PathLayout.KernelCode) },
        Popping("RETF outward", a => a.retf(4), Gdt) with { Prepare = w => w.OnStack(PathLayout.Handler(1), PathLayout.UserCode, 0, PathLayout.Stack, PathLayout.UserData) },
        Popping("IRET", a => a.iretd(), Gdt) with { Prepare = w => w.OnStack(PathLayout.Handler(1), PathLayout.KernelCode, 0x246) },
        Popping("IRET outward", a => a.iretd(), Gdt) with { Prepare = w => w.OnStack(PathLayout.Handler(1), PathLayout.UserCode, 0x246, PathLayout.Stack, PathLayout.UserData), Steps = 2 },
        Popping("IRET outward, bad stack", a => a.iretd(), Gdt, Idt)
            with { Prepare = w => w.OnStack(PathLayout.Handler(1), PathLayout.UserCode, 0x246, PathLayout.Stack, PathLayout.KernelData) },
        Popping("IRET to V86", a => a.iretd()) with { Prepare = w => w.OnStack(0x8000, 0x1000, 0x2_3202, 0x7000, 0x1000, 1, 2, 3, 4) },
        Kernel("INT n", a => { a.push(eax); a.@int(PathLayout.InterruptGate); }, IdtEnd, Gdt, Stack, StackEnd, Handlers) with { Steps = 3 },
        Kernel("INT n, trap gate", a => { a.push(eax); a.@int(PathLayout.TrapGate); }, IdtEnd, Gdt, Stack, StackEnd) with { Steps = 2 },
        Kernel("INT n, 16-bit gate", a => a.@int(PathLayout.NarrowGate), IdtEnd, Gdt, StackEnd) with { Prepare = w => w.Gate(PathLayout.NarrowGate, 0xE6) },
        Kernel("INT n, gate in two pages", a => a.@int(PathLayout.CrossingVector), Idt, IdtEnd, Gdt, Stack, StackEnd),
        Kernel("INT n, gate not present", a => a.@int(PathLayout.AbsentGate), Idt, IdtEnd, Gdt, Stack, StackEnd),
        Kernel("INT3", a => a.int3(), Idt, Gdt, Stack, StackEnd),
        Kernel("INTO", a => a.into(), Idt, Gdt, Stack, StackEnd) with { Prepare = w => w.Set(r => r.EFlags |= 0x800) },
        Kernel("INT1", a => a.int1(), Idt, Gdt, Stack, StackEnd),
        User("INT n", a => a.@int(PathLayout.InterruptGate), IdtEnd, Gdt, OldTss, InnerStack, InnerStackEnd, Handlers) with { Steps = 2 },
        User("INT n, trap gate", a => a.@int(PathLayout.TrapGate), IdtEnd, Gdt, OldTss, InnerStack, InnerStackEnd),
        User("INT n, no privilege", a => a.@int(PathLayout.InterruptGate), Idt, Gdt, OldTss, InnerStack, InnerStackEnd) with { Prepare = w => w.Gate(PathLayout.InterruptGate, 0x8E) },
    ];

    private static IEnumerable<PathCase> Tasks() =>
    [
        Kernel("JMP TSS", Far(0xEA, 0, PathLayout.OtherTask), Gdt, GdtEnd, Ldt, OldTss, OldTssEnd, NewTss, NewTssEnd, Handlers) with { Steps = 2 },
        Kernel("JMP TSS, m, watched", a => a.jmp(__fword_ptr[esi]), Data, DataEnd, Gdt, Ldt, OldTss, OldTssEnd, NewTss, NewTssEnd)
            with { Steps = 2, Prepare = w => { FarPointer(w, 0, PathLayout.OtherTask); w.Set(WatchPointer); } },
        Kernel("CALL TSS", Far(0x9A, 0, PathLayout.OtherTask), Gdt, GdtEnd, Ldt, OldTss, OldTssEnd, NewTss, NewTssEnd),
        Kernel("JMP task gate", Far(0xEA, 0, PathLayout.TaskGate), Gdt, GdtEnd, Ldt, OldTss, OldTssEnd, NewTss, NewTssEnd),
        Kernel("CALL 16-bit TSS", Far(0x9A, 0, PathLayout.NarrowTask), Gdt, OldTss, OldTssEnd, NewTss),
        Kernel("JMP TSS with T set", Far(0xEA, 0, PathLayout.OtherTask), NewTss, NewTssEnd, Idt, InnerStackEnd) with { Steps = 2, Prepare = w => w.Number(PathLayout.OtherTaskState + 100, 1, 1) },
        Kernel("JMP TSS to a user's task", Far(0xEA, 0, PathLayout.OtherTask), Gdt, GdtEnd, NewTss, NewTssEnd, Handlers) with { Steps = 2, Prepare = UserTask },
        Kernel("JMP TSS to a V86 task", Far(0xEA, 0, PathLayout.OtherTask), NewTss, NewTssEnd)
            with { Steps = 2, Prepare = w => w.Number(PathLayout.OtherTaskState + 36, 0x2_3202, 4) },
        Kernel("JMP TSS, bad data segment", Far(0xEA, 0, PathLayout.OtherTask), NewTss, NewTssEnd, GdtEnd, Idt, InnerStackEnd)
            with { Prepare = w => w.Number(PathLayout.OtherTaskState + 84, PathLayout.NotPresent, 2) },
        Kernel("JMP TSS, bad stack", Far(0xEA, 0, PathLayout.OtherTask), NewTss, NewTssEnd, GdtEnd, Idt)
            with { Prepare = w => w.Number(PathLayout.OtherTaskState + 80, PathLayout.NotPresent, 2) },
        Kernel("JMP TSS, busy", Far(0xEA, 0, PathLayout.Task), Gdt, Idt, Stack, StackEnd),
        Kernel("JMP TSS, too short", Far(0xEA, 0, PathLayout.OtherTask), Gdt, Idt, Stack, StackEnd) with { Prepare = w => w.Number(PathLayout.Gdt + PathLayout.OtherTask, 0x20, 2) },
        Kernel("INT n, task gate", a => a.@int(PathLayout.TaskGateVector), IdtEnd, Gdt, GdtEnd, Ldt, OldTss, OldTssEnd, NewTss, NewTssEnd),
        Kernel("IRET to a task", a => a.iretd(), Gdt, GdtEnd, Ldt, OldTss, OldTssEnd, NewTss, NewTssEnd) with { Prepare = Nest },
        User("INT n, task gate", a => a.@int(PathLayout.TaskGateVector), IdtEnd, Gdt, GdtEnd, Ldt, OldTss, OldTssEnd, NewTss, NewTssEnd),
        User("#GP, task gate", a => a.hlt(), Idt, Gdt, OldTss, NewTss, NewTssEnd, InnerStackEnd) with { Prepare = w => w.Gate(13, 0x85, PathLayout.OtherTask) },
    ];

    private static void Nest(PathWorld w)
    {
        w.Number(PathLayout.TaskState, PathLayout.OtherTask, 2);
        w.Number(PathLayout.Gdt + PathLayout.OtherTask + 5, 0x8B, 1);
        w.Set(r => r.EFlags |= Nested);
    }

    private static void UserTask(PathWorld w)
    {
        w.Number(PathLayout.OtherTaskState + 76, PathLayout.UserCode, 2);
        w.Number(PathLayout.OtherTaskState + 80, PathLayout.UserData, 2);
        foreach (uint offset in (uint[])[72, 84, 88, 92])
        {
            w.Number(PathLayout.OtherTaskState + offset, PathLayout.Crossing | 3, 2);
        }
    }

    private static void WatchPointer(VcpuRegisters r)
    {
        r.SetDr(0, PathLayout.Data + 4);
        r.Dr7 = 0x0003_0401;             // local, reads and writes, one byte
    }
}
