using GenEmu.Core.Tests.Support;

[assembly: Deferred("A02", "REX.W does not widen IN", needs: "x86-64")]
[assembly: Deferred("A14", "INIT is latched in VMX root; a triple fault of L2 is an exit", needs: "VMX")]
[assembly: Deferred("B05", "gather of 16 page-crossing elements", needs: "AVX")]
[assembly: Deferred("B06", "64-byte operands and 16-element gathers", needs: "AVX")]
[assembly: Deferred("B14", "the whole rule", needs: "nested virtualisation")]
[assembly: Deferred("C10", "upper halves of DR6 and DR7", needs: "x86-64")]
[assembly: Deferred("C11", "SYSCALL uses the resulting TF", needs: "x86-64")]
[assembly: Deferred("C17", "the gate is SYSCALL (tested with SYSENTER and INT n)", needs: "x86-64")]
[assembly: Deferred("C21", "items 4, 6, 7 and 9", needs: "VMX")]
[assembly: Deferred("E08", "AVX state in YMM15 survives; XSS", needs: "AVX")]
[assembly: Deferred("F04", "nested state in number 8, L2 in numbers 2 and 5", needs: "VMX")]
