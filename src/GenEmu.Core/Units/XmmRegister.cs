using System.Runtime.InteropServices;

namespace GenEmu.Core.Units;

/// <summary>An XMM register.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XmmRegister
{
    public ulong Low, High;
}
