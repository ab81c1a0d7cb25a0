using Iced.Intel;
using static GenEmu.Core.Tests.Paths.Structure;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Paths;

/// <content>Operands of x87, MMX and SSE in memory.</content>
internal static partial class PathCases
{
    private const uint FxsaveAndSimdExceptions = 0x600;      // CR4

    /// <summary>Where 512 bytes lie in two pages, and on a boundary of 16.</summary>
    private static uint Area => PathLayout.At(DataEnd) - 0x100;

    private static uint Aligned => PathLayout.At(DataEnd) - 0x10;

    private static IEnumerable<PathCase> Float() =>
    [
        X87("FLD m32", 0xD9, 0x06),
        X87("FLD m64", 0xDD, 0x06),
        X87("FLD m80", 0xDB, 0x2E),
        X87("FILD m16", 0xDF, 0x46, 2),
        X87("FILD m32", 0xDB, 0x06),
        X87("FILD m64", 0xDF, 0x2E),
        X87("FBLD", 0xDF, 0x26),
        X87("FST m32", 0xD9, 0x16),
        X87("FST m64", 0xDD, 0x16),
        X87("FSTP m80", 0xDB, 0x3E),
        X87("FIST m16", 0xDF, 0x56, 2),
        X87("FISTP m64", 0xDF, 0x3E),
        X87("FBSTP", 0xDF, 0x36),
        X87("FADD m32", 0xD8, 0x06),
        X87("FMUL m64", 0xDC, 0x0E),
        X87("FIDIV m32", 0xDA, 0x36),
        X87("FICOMP m16", 0xDE, 0x5E, 2),
        X87("FLDCW", 0xD9, 0x6E, 2),
        X87("FNSTCW", 0xD9, 0x7E, 2),
        X87("FNSTSW", 0xDD, 0x7E, 2),
        X87("FLDENV", 0xD9, 0x26),
        X87("FNSTENV", 0xD9, 0x36),
        X87("FNSAVE", 0xDD, 0x36),
        X87("FRSTOR", 0xDD, 0x26),
        Kernel("FLD, not available", Raw(0xD9, 0x06), Idt, Gdt, Stack, StackEnd) with { Prepare = w => w.Set(r => r.Cr0 |= 8) },
        Sse("FXSAVE", Raw(0x0F, 0xAE, 0x06), w => w.Set(r => r.Rsi = Area)),
        Sse("FXRSTOR", Raw(0x0F, 0xAE, 0x0E), w => { w.Set(r => r.Rsi = Area); w.Dwords(Area + 24, 0x1F80); }),
        Sse("LDMXCSR", Raw(0x0F, 0xAE, 0x16), w => w.Dwords(PathLayout.Data, 0x1F80)),
        Sse("STMXCSR", Raw(0x0F, 0xAE, 0x1E)),
    ];

    private static IEnumerable<PathCase> Vectors() =>
    [
        Plain("MOVQ mm, m", a => a.movq(mm1, __qword_ptr[esi])),
        Plain("PADDB mm, m", a => a.paddb(mm1, __qword_ptr[esi])),
        Plain("MOVD m, mm", a => a.movd(__dword_ptr[esi], mm1)),
        Sse("MOVUPS xmm, m", a => a.movups(xmm1, __xmmword_ptr[esi])),
        Sse("MOVUPS m, xmm", a => a.movups(__xmmword_ptr[esi], xmm1)),
        Sse("MOVHPS m, xmm", a => a.movhps(__qword_ptr[esi], xmm1)),
        Sse("MOVSS xmm, m", a => a.movss(xmm1, __dword_ptr[esi])),
        Sse("ADDSD", a => a.addsd(xmm1, __qword_ptr[esi])),
        Sse("CVTSI2SD", a => a.cvtsi2sd(xmm1, __dword_ptr[esi])),
        Sse("COMISS", a => a.comiss(xmm1, __dword_ptr[esi])),
        Sse("PINSRW", a => a.pinsrw(xmm1, __word_ptr[esi + 2], 3)),
        Sse("MOVNTI", a => a.movnti(__dword_ptr[esi], ebx)),
        Sse("MASKMOVDQU", a => { a.movups(xmm1, __xmmword_ptr[esi]); a.maskmovdqu(xmm0, xmm1); }, w => w.Set(r => r.Rdi = PathLayout.At(DataEnd) - 8)) with { Steps = 2 },
        Kernel("MOVAPS m, xmm", a => a.movaps(__xmmword_ptr[esi], xmm1), Data) with { Prepare = AtAligned },
        Kernel("PADDD", a => a.paddd(xmm1, __xmmword_ptr[esi]), Data) with { Prepare = AtAligned },
        Kernel("MOVNTPS", a => a.movntps(__xmmword_ptr[esi], xmm1), Data) with { Prepare = AtAligned },
        Kernel("MOVAPS, not aligned", a => a.movaps(xmm1, __xmmword_ptr[esi]), Idt, Gdt, Stack, StackEnd) with { Prepare = WithSse },
    ];

    /// <summary>An instruction with pi on top of the stack.</summary>
    private static PathCase X87(string name, params byte[] code)
        => Plain(name, a => { a.fninit(); a.fldpi(); a.db(code); }) with { Steps = 3 };

    private static PathCase Sse(string name, Action<Assembler> code, Action<PathWorld>? prepare = null) => Plain(name, code) with { Prepare = WithSse + prepare };

    private static void WithSse(PathWorld world) => world.Set(r => r.Cr4 |= FxsaveAndSimdExceptions);

    private static void AtAligned(PathWorld world)
    {
        WithSse(world);
        world.Set(r => r.Rsi = Aligned);
    }
}
