using Iced.Intel;
using static GenEmu.Core.Tests.Paths.Structure;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Paths;

/// <content>The stack, and segment registers.</content>
internal static partial class PathCases
{
    private static IEnumerable<PathCase> Stacks() =>
    [
        Pushing("PUSH", a => { a.push(eax); a.push(ebx); a.push(0x1234); }) with { Steps = 3 },
        Pushing("PUSHF, PUSH segment", a => { a.pushfd(); a.push(ds); }) with { Steps = 2 },
        Pushing("PUSHA", a => a.pushad()),
        Pushing("ENTER 8, 0", a => { a.push(eax); a.enter(8, 0); }) with { Steps = 2 },
        Pushing("ENTER 8, 3", a => a.enter(8, 3)),
        Pushing("ENTER 8, 31", a => a.enter(8, 31)),
        Pushing("ENTER 8, 3, 16 bits", Raw(0x66, 0xC8, 8, 0, 3)),
        Pushing("PUSHA, 16 bits", a => { a.push(ax); a.push(ax); a.push(ax); a.pusha(); }) with { Steps = 4 },
        Pushing("CALL near", a => { a.push(eax); a.call(PathLayout.Handler(1)); }) with { Steps = 2 },
        Kernel("CALL m", a => { a.push(eax); a.call(__dword_ptr[esi]); }, Data, DataEnd, Stack, StackEnd) with { Steps = 2, Prepare = w => w.Dwords(PathLayout.Data, PathLayout.Handler(2)) },
        Kernel("PUSH m", a => { a.push(eax); a.push(__dword_ptr[esi]); }, Data, DataEnd, Stack, StackEnd) with { Steps = 2 },
        Popping("POP", a => { a.pop(eax); a.pop(ebx); a.pop(ecx); }) with { Steps = 3 },
        Popping("POP m", a => { a.pop(__dword_ptr[esi]); a.pop(__dword_ptr[esi]); }, Data, DataEnd) with { Steps = 2 },
        Popping("POPA", a => a.popad()),
        Popping("POPF", a => { a.pop(eax); a.popfd(); }) with { Steps = 2 },
        Popping("LEAVE", a => a.leave()) with { Prepare = w => w.Set(r => r.Rbp = PathLayout.At(StackEnd) - 2) },
        Popping("RET", a => { a.pop(eax); a.ret(); }) with { Steps = 3, Prepare = w => w.OnStack(1, PathLayout.Handler(3)) },
        Popping("RET n", a => { a.pop(eax); a.ret(8); }) with { Steps = 2, Prepare = w => w.OnStack(1, PathLayout.Handler(3)) },
    ];

    private static IEnumerable<PathCase> Segments() =>
    [
        Kernel("MOV DS, m", a => a.mov(ds, __word_ptr[esi + 2]), Data, DataEnd, Gdt, GdtEnd) with { Prepare = w => w.Words(PathLayout.Data + 2, PathLayout.Crossing) },
        Kernel("MOV SS", a => { a.mov(ss, ebx); a.push(eax); }, Gdt, StackEnd) with { Steps = 2, Prepare = w => w.Set(r => r.Rbx = PathLayout.KernelData) },
        Kernel("MOV ES from the LDT", a => a.mov(es, ebx), Ldt) with { Prepare = w => w.Set(r => r.Rbx = 4) },
        Kernel("MOV DS, not present", a => a.mov(ds, ebx), GdtEnd, Idt, StackEnd, Stack) with { Prepare = w => w.Set(r => r.Rbx = PathLayout.NotPresent) },
        Kernel("MOV DS, beyond the table", a => a.mov(ds, ebx), Idt, StackEnd, Stack) with { Prepare = w => w.Set(r => r.Rbx = 0x100) },
        Popping("POP DS", a => { a.pop(eax); a.pop(ds); }, Gdt, GdtEnd) with { Steps = 2, Prepare = w => w.OnStack(1, PathLayout.Crossing) },
        Popping("POP SS", a => { a.pop(eax); a.pop(ss); a.pop(ebx); }, Gdt) with { Steps = 3, Prepare = w => w.OnStack(1, PathLayout.KernelData, 2) },
        Kernel("LDS", a => a.lds(eax, __fword_ptr[esi]), Data, DataEnd, Gdt, GdtEnd) with { Prepare = w => FarPointer(w, 0x1234, PathLayout.Crossing) },
        Kernel("LSS", a => a.lss(esp, __fword_ptr[esi]), Data, DataEnd, Gdt) with { Prepare = w => FarPointer(w, PathLayout.Stack, PathLayout.KernelData) },
        Kernel("LES", a => a.les(eax, __fword_ptr[esi]), Data, DataEnd, Ldt) with { Prepare = w => FarPointer(w, 0x1234, 4) },
        Kernel("LFS", a => a.lfs(eax, __fword_ptr[esi]), Data, DataEnd, Gdt, GdtEnd) with { Prepare = w => FarPointer(w, 0x1234, PathLayout.Crossing) },
        Kernel("LGS, not present", a => a.lgs(eax, __fword_ptr[esi]), Data, DataEnd, GdtEnd, Idt) with { Prepare = w => FarPointer(w, 0x1234, PathLayout.NotPresent) },
        Kernel("VERR m", a => a.verr(__word_ptr[esi + 2]), Data, DataEnd, Gdt, GdtEnd) with { Prepare = w => w.Words(PathLayout.Data + 2, PathLayout.Crossing) },
        Kernel("LLDT", a => a.lldt(__word_ptr[esi + 2]), Data, DataEnd, Gdt) with { Prepare = w => w.Words(PathLayout.Data + 2, PathLayout.LocalTable) },
        Kernel("LTR", a => a.ltr(bx), Gdt) with { Prepare = w => w.Set(r => r.Rbx = PathLayout.OtherTask) },
        Kernel("LAR", a => a.lar(eax, ebx), Gdt, GdtEnd) with { Prepare = w => w.Set(r => r.Rbx = PathLayout.Crossing) },
        Kernel("LSL", a => a.lsl(eax, ebx), Gdt, GdtEnd) with { Prepare = w => w.Set(r => r.Rbx = PathLayout.Crossing) },
        Kernel("VERW", a => a.verw(bx), Gdt, GdtEnd) with { Prepare = w => w.Set(r => r.Rbx = PathLayout.Crossing) },
        User("MOV DS", a => a.mov(ds, ebx), Gdt, GdtEnd) with { Prepare = w => w.Set(r => r.Rbx = PathLayout.Crossing) },
        User("MOV DS from the LDT", a => a.mov(ds, ebx), Ldt) with { Prepare = w => w.Set(r => r.Rbx = 4 + 8 + 3) },
    ];

    private static PathCase Pushing(string name, Action<Assembler> code) => Kernel(name, code, Stack, StackEnd);

    private static PathCase Popping(string name, Action<Assembler> code, params Structure[] touches)
        => Kernel(name, code, [Stack, StackEnd, .. touches]) with { Prepare = w => w.OnStack(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88) };
}
