using System.Runtime.InteropServices;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>The registers of a 32-bit program as Linux hands them to a signal handler and takes them back from it (<c>struct sigcontext</c> of the i386 ABI).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeContext
{
    public uint Gs, Fs, Es, Ds, Edi, Esi, Ebp, Esp, Ebx, Edx, Ecx, Eax;

    /// <summary>The vector and error code of the exception that ended the case.</summary>
    public uint Trap, Error;

    public uint Eip, Cs, Eflags, EspAtSignal, Ss, FloatingPoint, OldMask, Cr2;

    /// <summary>A general register by its number in ModRM.</summary>
    public uint this[int number]
    {
        readonly get => number switch { 0 => Eax, 1 => Ecx, 2 => Edx, 3 => Ebx, 4 => Esp, 5 => Ebp, 6 => Esi, _ => Edi };
        set
        {
            switch (number)
            {
                case 0:
                    Eax = value;
                    break;
                case 1:
                    Ecx = value;
                    break;
                case 2:
                    Edx = value;
                    break;
                case 3:
                    Ebx = value;
                    break;
                case 4:
                    Esp = value;
                    break;
                case 5:
                    Ebp = value;
                    break;
                case 6:
                    Esi = value;
                    break;
                default:
                    Edi = value;
                    break;
            }
        }
    }
}
