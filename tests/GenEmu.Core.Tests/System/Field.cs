namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>What the guest saves at the event that ends a case, in the order of its state area.</summary>
internal enum Field
{
    Eax,
    Ecx,
    Edx,
    Ebx,
    Ebp,
    Esi,
    Edi,
    Vector,
    Error,
    Eip,
    Cs,
    Eflags,
    Esp,
    Ss,
    Ds,
    Es,
    Fs,
    Gs,
    Cr2,
    Cr0,
    Tr,
    Ldtr,
    Dr6,
}
