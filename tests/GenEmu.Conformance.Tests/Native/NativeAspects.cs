namespace GenEmu.Conformance.Tests.Native;

/// <summary>Parts of a result.</summary>
[Flags]
internal enum NativeAspects
{
    None = 0,

    /// <summary>RF in the pushed flags.</summary>
    ResumeFlag = 1,

    /// <summary>CR2.</summary>
    FaultAddress = 2,

    /// <summary>The vector, its error code and CR2.</summary>
    Fault = 4,

    /// <summary>The general registers but ESP.</summary>
    Registers = 8,

    Memory = 16,

    All = 32,

    /// <summary>x87, MMX and SSE.</summary>
    Float = 64,

    /// <summary>The x87's condition codes.</summary>
    Conditions = 128,

    /// <summary>The arithmetic flags of EFLAGS.</summary>
    ArithmeticFlags = 256,

    /// <summary>MXCSR_MASK in an image that FXSAVE stored.</summary>
    MxcsrMask = 512,
}
