using System.Runtime.InteropServices;

namespace GenEmu.Conformance.Tests.Host;

/// <summary>What an instruction without stack or jump sees of the processor. The layout is the trampoline's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HostRegisters
{
    public ulong Rax;
    public ulong Rcx;
    public ulong Rdx;
    public ulong Rbx;
    public ulong Rbp;
    public ulong Rsi;
    public ulong Rdi;
    public ulong Rflags;

    public override readonly string ToString()
        => $"EAX {(uint)Rax:X8} ECX {(uint)Rcx:X8} EDX {(uint)Rdx:X8} EBX {(uint)Rbx:X8} EBP {(uint)Rbp:X8} ESI {(uint)Rsi:X8} EDI {(uint)Rdi:X8} flags {Rflags:X3}";
}
