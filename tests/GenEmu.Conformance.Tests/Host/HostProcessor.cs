using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Conformance.Tests.Host;

/// <summary>The processor that runs the tests, as an oracle: executes single user-mode instructions.</summary>
/// <remarks>It runs them in 64-bit mode, where 16- and 32-bit operations are the same but for the encodings that became others.</remarks>
internal sealed unsafe partial class HostProcessor : IDisposable
{
    /// <summary>Memory that instructions may use. It lies below 4 GiB, so that 32-bit registers reach it.</summary>
    public const uint DataAddress = 0x1000_0000;

    public const int DataLength = 0x2000;

    private const int CodeLength = 4096;
    private const int ReadWrite = 3;
    private const int ReadWriteExecute = 7;
    private const int PrivateAnonymous = 0x22;
    private const int FixedNoReplace = 0x10_0000;

    private readonly byte* _code;
    private readonly byte[] _before;
    private readonly byte[] _after;

    public HostProcessor()
    {
        _code = (byte*)Map(0, CodeLength, ReadWriteExecute, PrivateAnonymous, -1, 0);
        nint data = Map((nint)DataAddress, DataLength, ReadWrite, PrivateAnonymous | FixedNoReplace, -1, 0);
        if (_code == (byte*)-1 || data != (nint)DataAddress)
        {
            throw new InvalidOperationException("The host gives no executable memory, or none at the address that the test needs.");
        }

        _before = Assemble(Enter);
        _after = Assemble(Leave);
    }

    /// <summary>Why the host cannot be asked, or null.</summary>
    public static string? SkipReason => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? null
        : "The host is not Linux on x86-64.";

    public Span<byte> Data => new((void*)DataAddress, DataLength);

    /// <summary>Executes one instruction, which must not fault.</summary>
    public void Execute(ReadOnlySpan<byte> instruction, ref HostRegisters registers)
    {
        var code = new Span<byte>(_code, CodeLength);
        _before.CopyTo(code);
        instruction.CopyTo(code[_before.Length..]);
        _after.CopyTo(code[(_before.Length + instruction.Length)..]);
        fixed (HostRegisters* pointer = &registers)
        {
            ((delegate* unmanaged<HostRegisters*, void>)_code)(pointer);
        }
    }

    public void Dispose()
    {
        _ = Unmap((nint)_code, CodeLength);
        _ = Unmap((nint)DataAddress, DataLength);
    }

    /// <summary>Saves what the calling convention says, and loads everything but RSP and R15, which points to the state.</summary>
    private static void Enter(Assembler a)
    {
        AssemblerRegister64[] saved = [rbx, rbp, r12, r13, r14, r15];
        foreach (AssemblerRegister64 register in saved)
        {
            a.push(register);
        }

        a.mov(r15, rdi);
        a.push(__qword_ptr[r15 + 56]);
        a.popfq();
        foreach ((AssemblerRegister64 register, int offset) in Loaded)
        {
            a.mov(register, __qword_ptr[r15 + offset]);
        }
    }

    private static void Leave(Assembler a)
    {
        foreach ((AssemblerRegister64 register, int offset) in Loaded)
        {
            a.mov(__qword_ptr[r15 + offset], register);
        }

        a.pushfq();
        a.pop(__qword_ptr[r15 + 56]);
        a.cld();                         // the calling convention wants DF clear
        AssemblerRegister64[] saved = [r15, r14, r13, r12, rbp, rbx];
        foreach (AssemblerRegister64 register in saved)
        {
            a.pop(register);
        }

        a.ret();
    }

    private static (AssemblerRegister64 Register, int Offset)[] Loaded => [(rax, 0), (rcx, 8), (rdx, 16), (rbx, 24), (rbp, 32), (rsi, 40), (rdi, 48)];

    private static byte[] Assemble(Action<Assembler> code)
    {
        var assembler = new Assembler(64);
        code(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
