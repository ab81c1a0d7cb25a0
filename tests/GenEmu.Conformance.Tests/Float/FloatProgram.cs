using GenEmu.Conformance.Tests.Native;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>Assembles a program that runs one floating-point instruction over cases from standard input, and writes them back.</summary>
/// <remarks>
/// An unmasked x87 exception waits for the next x87 instruction that looks for one; here none does, so status and stack are seen as the instruction left them.
/// An unmasked SSE exception comes at once: the signal handler marks the case and steps over the instruction.
/// </remarks>
internal static class FloatProgram
{
    public const uint Address = 0x5A00_0000;
    public const int MostCases = 8192;

    /// <summary>EAX and the arithmetic flags before an SSE instruction.</summary>
    public const uint RegisterBefore = 0x5A5A_5A5A;
    public const uint FlagsBefore = 0x8D5;

    private const uint Memory = 0x5A10_0000;
    private const uint Variables = Memory;
    private const uint Cases = Memory + 0x1000;
    private const int ContextInFrame = 20;          // uc_mcontext in struct ucontext
    private const int SavedEsi = ContextInFrame + 20;
    private const int SavedEbx = ContextInFrame + 32;
    private const int SavedEip = ContextInFrame + 56;

    private enum Call
    {
        Exit = 1,
        Read = 3,
        Write = 4,
        SignalReturn = 173,
        SignalAction = 174,
        Map = 192,
    }

    public static byte[] Build(FloatOperation operation)
    {
        const uint Start = Address + ElfImage.ProgramOffset;
        byte[] restorer = Assemble(Start, a => Invoke(a, Call.SignalReturn));
        uint handlerAddress = Start + (uint)restorer.Length;
        byte[] handler = Assemble(handlerAddress, StepOver);
        uint mainAddress = handlerAddress + (uint)handler.Length;
        int length = Assemble(mainAddress, operation.Emit).Length;
        byte[] main = Assemble(mainAddress, a => RunBatches(a, operation, length, handlerAddress, restorer: Start));
        return ElfImage.Build(Address, [.. restorer, .. handler, .. main], restorer.Length + handler.Length);
    }

    private static byte[] Assemble(uint address, Action<Assembler> code)
    {
        var assembler = new Assembler(32);
        code(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }

    private static void StepOver(Assembler a)
    {
        a.mov(edx, __dword_ptr[esp + 12]);
        a.mov(eax, __dword_ptr[edx + SavedEbx]);
        a.mov(__dword_ptr[eax + FloatCase.TrappedOffset], 1);
        a.mov(ecx, __dword_ptr[edx + SavedEsi]);
        a.add(__dword_ptr[edx + SavedEip], ecx);
        a.ret();
    }

    private static void RunBatches(Assembler a, FloatOperation operation, int length, uint handler, uint restorer)
    {
        Label batch = a.CreateLabel();
        Label next = a.CreateLabel();
        Prepare(a, handler, restorer);
        a.Label(ref batch);
        a.mov(ecx, Variables);
        a.mov(edi, 4);
        Transfer(a, Call.Read, 0);
        a.imul(edi, __dword_ptr[Variables], FloatCase.Length);
        a.mov(ecx, Cases);
        Transfer(a, Call.Read, 0);
        a.mov(ebx, Cases);
        a.mov(esi, length);
        a.imul(ebp, __dword_ptr[Variables], FloatCase.Length);
        a.add(ebp, ebx);
        a.Label(ref next);
        if (operation.IsSse)
        {
            RunSse(a, operation);
        }
        else
        {
            RunX87(a, operation);
        }

        a.add(ebx, FloatCase.Length);
        a.cmp(ebx, ebp);
        a.jb(next);
        a.mov(ecx, Cases);
        a.mov(edi, ebp);
        a.sub(edi, ecx);
        Transfer(a, Call.Write, 1);
        a.jmp(batch);
    }

    private static void RunX87(Assembler a, FloatOperation operation)
    {
        a.fninit();
        a.fldz();
        a.fld(__tbyte_ptr[ebx + FloatCase.RightOffset]);
        a.fld(__tbyte_ptr[ebx + FloatCase.LeftOffset]);
        a.fldcw(__word_ptr[ebx + FloatCase.ControlOffset]);
        operation.Emit(a);
        a.fnstsw(__word_ptr[ebx + FloatCase.StatusOffset]);
        SaveFlags(a, operation);
        a.fnclex();
        a.fstp(__tbyte_ptr[ebx + FloatCase.ResultOffset]);
        a.fstp(__tbyte_ptr[ebx + FloatCase.SecondOffset]);
    }

    private static void RunSse(Assembler a, FloatOperation operation)
    {
        a.movups(xmm0, __xmmword_ptr[ebx + FloatCase.LeftOffset]);
        a.movups(xmm1, __xmmword_ptr[ebx + FloatCase.RightOffset]);
        a.ldmxcsr(__dword_ptr[ebx + FloatCase.ControlOffset]);
        a.push((int)FlagsBefore);
        a.popfd();
        a.mov(eax, RegisterBefore);
        operation.Emit(a);
        SaveFlags(a, operation);
        a.stmxcsr(__dword_ptr[ebx + FloatCase.StatusOffset]);
        a.movups(__xmmword_ptr[ebx + FloatCase.ResultOffset], xmm0);
    }

    private static void SaveFlags(Assembler a, FloatOperation operation)
    {
        if (operation.SetsFlags)
        {
            a.pushfd();
            a.pop(eax);
            a.and(eax, (int)FlagsBefore);
        }

        if (operation.SetsFlags || operation.SetsRegister)
        {
            a.mov(__dword_ptr[ebx + FloatCase.FlagsOffset], eax);
        }
    }

    private static void Prepare(Assembler a, uint handler, uint restorer)
    {
        const int ReadWrite = 3;
        const int PrivateFixedAnonymous = 0x32;
        const int SigFpe = 8;
        const int InfoWithRestorerUnblocked = 0x4400_0004;
        a.mov(ebx, Memory);
        a.mov(ecx, (MostCases * FloatCase.Length) + 0x1000);
        a.mov(edx, ReadWrite);
        a.mov(esi, PrivateFixedAnonymous);
        a.mov(edi, -1);
        a.xor(ebp, ebp);
        Invoke(a, Call.Map);
        a.mov(__dword_ptr[Variables], handler);
        a.mov(__dword_ptr[Variables + 4], InfoWithRestorerUnblocked);
        a.mov(__dword_ptr[Variables + 8], restorer);
        a.mov(ebx, SigFpe);
        a.mov(ecx, Variables);
        a.xor(edx, edx);
        a.mov(esi, 8);
        Invoke(a, Call.SignalAction);
    }

    /// <summary>Reads or writes EDI bytes at ECX; ends the program at the end of the input.</summary>
    private static void Transfer(Assembler a, Call call, int file)
    {
        Label again = a.CreateLabel();
        Label alive = a.CreateLabel();
        a.Label(ref again);
        a.mov(edx, edi);
        a.mov(ebx, file);
        Invoke(a, call);
        a.test(eax, eax);
        a.jg(alive);
        a.xor(ebx, ebx);
        Invoke(a, Call.Exit);
        a.Label(ref alive);
        a.add(ecx, eax);
        a.sub(edi, eax);
        a.jnz(again);
    }

    private static void Invoke(Assembler a, Call call)
    {
        a.mov(eax, (int)call);
        a.@int(0x80);
    }
}
