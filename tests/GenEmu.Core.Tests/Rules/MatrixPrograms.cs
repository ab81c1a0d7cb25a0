using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Programs for the matrix of rule F5: every kind of access to a device, with stepping, breakpoints and faults around them. DX is the port, EBX the device's memory.</summary>
internal static class MatrixPrograms
{
    public const int Port = 0x50;
    public const uint DeviceMemory = 0x10_0000;

    /// <summary>RAM that programs use.</summary>
    public const uint Data = 0x5000;

    private static readonly (string Name, Action<Assembler> Code)[] Programs =
    [
        ("IN", a => { a.@in(al, dx); a.@in(ax, dx); a.@in(eax, dx); a.@in(al, Port + 1); }),
        ("OUT", a => { a.@out(dx, al); a.@out(dx, ax); a.@out(dx, eax); a.@out(Port + 1, al); }),
        ("INS", a => { a.insb(); a.insw(); a.insd(); }),
        ("OUTS", a => { a.outsb(); a.outsw(); a.outsd(); }),
        ("REP INSB", a => a.rep.insb()),
        ("REP INSW", a => a.rep.insw()),
        ("REP OUTSB", a => a.rep.outsb()),
        ("REP OUTSD", a => a.rep.outsd()),
        ("load and store", a => { a.mov(al, __byte_ptr[ebx]); a.mov(__dword_ptr[ebx + 4], eax); a.mov(cx, __word_ptr[ebx + 1]); }),
        ("read, modify, write", a => { a.add(__dword_ptr[ebx], eax); a.@lock.inc(__byte_ptr[ebx + 3]); a.xchg(__word_ptr[ebx + 2], ax); }),
        ("stack", a => { a.push(__dword_ptr[ebx]); a.pop(__dword_ptr[ebx + 8]); a.lea(esp, __[ebx + 0x100]); a.push(eax); a.pop(ecx); }),
        ("strings", a => { a.mov(esi, ebx); a.rep.movsd(); a.mov(edi, ebx); a.mov(ecx, 2); a.rep.stosb(); }),
        ("page crossing", a => { a.mov(eax, __dword_ptr[ebx - 2]); a.mov(__dword_ptr[ebx - 3], edx); }),
        ("INS that faults first", a => { a.mov(edi, 0xFFFF_FFFF); a.insw(); }),
    ];

    public static IEnumerable<string> Names => Programs.Select(p => p.Name);

    public static Action<Assembler> Find(string name) => Programs.Single(p => p.Name == name).Code;
}
