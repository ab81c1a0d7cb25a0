namespace GenEmu.Core.Tests.Paths;

/// <summary>The processor's mode as a case starts.</summary>
internal enum PathMode
{
    Real,

    /// <summary>Protected, 32 bits, flat, CPL 0.</summary>
    Kernel,

    /// <summary>Protected, 32 bits, flat, CPL 3, IOPL 0.</summary>
    User,

    /// <summary>Virtual 8086 with IOPL 3.</summary>
    Virtual8086,
}
