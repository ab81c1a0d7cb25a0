using System.Runtime.CompilerServices;
using GenEmu.Core.Cpu;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>Assembles the program that runs cases on this machine's own processor.</summary>
/// <remarks>
/// It lives in a signal handler. The kernel hands the handler all registers as they were at the exception that ended a case; the handler puts
/// them into the case's record, writes the next case's registers in their place, and returns into it. So every register, flag and exception of the
/// user's is set and seen exactly, whatever the instruction does to them. Cases come from standard input, a count and then the records; the
/// records go to standard output when all have run.
/// </remarks>
internal static class ScratchProgram
{
    private const int ReadCall = 3;
    private const int WriteCall = 4;
    private const int ExitCall = 1;
    private const int SignalReturnCall = 173;
    private const int SignalActionCall = 174;
    private const int SignalStackCall = 186;
    private const int MapCall = 192;

    private const uint Current = NativeLayout.Variables;
    private const uint End = NativeLayout.Variables + 4;
    private const uint Count = NativeLayout.Variables + 8;
    private const uint Scratch = NativeLayout.Variables + 16;

    private const int ContextInFrame = 20;          // uc_mcontext in struct ucontext
    private const int FloatInContext = 19 * 4;      // the pointer to the units' state
    private const int SetWords = 19;                // GS to SS; the rest of the context is the kernel's

    private static readonly int CaseLength = Unsafe.SizeOf<NativeCase>();

    /// <summary>The program's bytes, and which of them is its first instruction.</summary>
    /// <param name="address">Where the first byte will be.</param>
    public static (byte[] Program, int Entry) Assemble(uint address)
    {
        byte[] restorer = Assemble(address, a =>
        {
            a.mov(eax, SignalReturnCall);
            a.@int(0x80);
        });
        uint handlerAddress = address + (uint)restorer.Length;
        byte[] handler = Assemble(handlerAddress, Handler);
        byte[] start = Assemble(handlerAddress + (uint)handler.Length, a =>
        {
            MapMemory(a);
            TakeSignals(a, handlerAddress, restorer: address);
            a.int3();                // into the handler, which never comes back here
        });
        return ([.. restorer, .. handler, .. start], restorer.Length + handler.Length);
    }

    private static byte[] Assemble(uint address, Action<Assembler> code)
    {
        var assembler = new Assembler(32);
        code(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }

    private static void MapMemory(Assembler a)
    {
        const uint Read = 1;
        const uint ReadWrite = 3;
        const uint All = 7;
        Map(a, NativeLayout.CodePage, NativeLayout.PageSize, All);
        Map(a, NativeLayout.DataPage, NativeLayout.PageSize, ReadWrite);
        Map(a, NativeLayout.ReadOnlyPage, NativeLayout.PageSize, Read);
        Map(a, NativeLayout.SignalStack, NativeLayout.SignalStackLength, ReadWrite);
        Map(a, NativeLayout.Variables, NativeLayout.PageSize, ReadWrite);
        Map(a, NativeLayout.Cases, (uint)(NativeLayout.MostCases * CaseLength), ReadWrite);
        a.mov(edi, NativeLayout.CodePage);
        a.mov(ecx, NativeLayout.PageSize);
        a.mov(al, 0xCC);
        a.rep.stosb();
    }

    private static void Map(Assembler a, uint address, uint length, uint protection)
    {
        const uint PrivateFixedAnonymousPopulated = 0x8032;
        a.mov(eax, MapCall);
        a.mov(ebx, address);
        a.mov(ecx, length);
        a.mov(edx, protection);
        a.mov(esi, PrivateFixedAnonymousPopulated);
        a.mov(edi, -1);
        a.xor(ebp, ebp);
        a.@int(0x80);
    }

    private static void TakeSignals(Assembler a, uint handler, uint restorer)
    {
        const uint InfoOnStackWithRestorerUnblocked = 0x4C00_0004;
        a.mov(__dword_ptr[Scratch], NativeLayout.SignalStack);
        a.mov(__dword_ptr[Scratch + 4], 0);
        a.mov(__dword_ptr[Scratch + 8], NativeLayout.SignalStackLength);
        a.mov(eax, SignalStackCall);
        a.mov(ebx, Scratch);
        a.xor(ecx, ecx);
        a.@int(0x80);
        a.mov(__dword_ptr[Scratch], handler);
        a.mov(__dword_ptr[Scratch + 4], InfoOnStackWithRestorerUnblocked);
        a.mov(__dword_ptr[Scratch + 8], restorer);
        a.mov(__dword_ptr[Scratch + 12], 0);
        a.mov(__dword_ptr[Scratch + 16], 0);
        foreach (int signal in (int[])[4, 5, 7, 8, 11])          // SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV
        {
            a.mov(eax, SignalActionCall);
            a.mov(ebx, signal);
            a.mov(ecx, Scratch);
            a.xor(edx, edx);
            a.mov(esi, 8);
            a.@int(0x80);
        }
    }

    private static void Handler(Assembler a)
    {
        Label next = a.CreateLabel();
        Label fetch = a.CreateLabel();
        Label load = a.CreateLabel();
        a.push((int)(EFlags.If | EFlags.Reserved1));      // AC, NT and ID are the case's
        a.popfd();
        a.mov(ebp, __dword_ptr[esp + 12]);
        a.add(ebp, ContextInFrame);
        a.mov(ebx, __dword_ptr[Current]);
        a.test(ebx, ebx);
        a.jz(fetch);
        a.mov(esi, ebp);
        a.mov(edi, ebx);
        Copy(a, Unsafe.SizeOf<NativeContext>() / 4);
        a.mov(esi, __dword_ptr[ebp + FloatInContext]);
        Copy(a, NativeFloat.Length / 4);
        a.add(edi, NativeLayout.CodeLength);
        a.mov(esi, NativeLayout.Area);
        Copy(a, NativeLayout.AreaLength / 4);
        a.mov(ebx, edi);
        a.Label(ref next);
        a.cmp(ebx, __dword_ptr[End]);
        a.jb(load);
        Transfer(a, WriteCall, 1, NativeLayout.Cases, fromVariable: true);
        a.Label(ref fetch);
        Transfer(a, ReadCall, 0, Count, fromVariable: false);
        a.imul(eax, __dword_ptr[Count], CaseLength);
        a.add(eax, NativeLayout.Cases);
        a.mov(__dword_ptr[End], eax);
        Transfer(a, ReadCall, 0, NativeLayout.Cases, fromVariable: true);
        a.mov(ebx, NativeLayout.Cases);
        a.Label(ref load);
        a.mov(__dword_ptr[Current], ebx);
        a.mov(esi, ebx);
        a.mov(edi, ebp);
        Copy(a, SetWords);
        a.add(esi, Unsafe.SizeOf<NativeContext>() - (4 * SetWords));
        a.mov(edi, __dword_ptr[ebp + FloatInContext]);
        Copy(a, NativeFloat.Length / 4);
        a.mov(edi, NativeLayout.Code);
        Copy(a, NativeLayout.CodeLength / 4);
        a.mov(edi, NativeLayout.DataPage);
        a.xor(eax, eax);
        a.mov(ecx, (int)(NativeLayout.Area - NativeLayout.DataPage) / 4);
        a.rep.stosd();
        Copy(a, NativeLayout.AreaLength / 4);

        // The kernel lets a signal handler set only some flags, and keeps the others as they are on return: so they are set here.
        a.mov(eax, __dword_ptr[ebx + (16 * 4)]);
        a.and(eax, (int)(EFlags.Nt | EFlags.Id));
        a.or(eax, (int)(EFlags.If | EFlags.Reserved1));
        a.push(eax);
        a.popfd();
        a.ret();
    }

    private static void Copy(Assembler a, int words)
    {
        a.mov(ecx, words);
        a.rep.movsd();
    }

    /// <summary>Reads or writes all of a buffer, which ends at <see cref="End"/> or is one number long; ends the program at the end of the input.</summary>
    private static void Transfer(Assembler a, int call, int file, uint from, bool fromVariable)
    {
        Label again = a.CreateLabel();
        Label done = a.CreateLabel();
        Label alive = a.CreateLabel();
        a.mov(ecx, from);
        a.Label(ref again);
        if (fromVariable)
        {
            a.mov(edx, __dword_ptr[End]);
        }
        else
        {
            a.mov(edx, from + 4);
        }

        a.sub(edx, ecx);
        a.jz(done);
        a.mov(eax, call);
        a.mov(ebx, file);
        a.@int(0x80);
        a.test(eax, eax);
        a.jg(alive);
        a.mov(eax, ExitCall);
        a.xor(ebx, ebx);
        a.@int(0x80);
        a.Label(ref alive);
        a.add(ecx, eax);
        a.jmp(again);
        a.Label(ref done);
        a.nop();
    }
}
