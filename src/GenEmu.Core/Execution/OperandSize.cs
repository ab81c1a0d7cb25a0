namespace GenEmu.Core.Execution;

/// <summary>An operand's size letter.</summary>
internal enum OperandSize : byte
{
    /// <summary>No size (LEA's M).</summary>
    None,

    /// <summary>b.</summary>
    Byte,

    /// <summary>w.</summary>
    Word,

    /// <summary>d.</summary>
    Dword,

    /// <summary>q.</summary>
    Qword,

    /// <summary>v: 2, 4 or 8 by operand size.</summary>
    V,

    /// <summary>z: 2, 4 or 4 by operand size.</summary>
    Z,

    /// <summary>y: 4, or 8 with 64-bit operand size.</summary>
    Y,

    /// <summary>p: a far pointer, 16:v.</summary>
    Pointer,

    /// <summary>a: BOUND's pair.</summary>
    Bound,

    /// <summary>s: a pseudo-descriptor, 16:32 (16:64).</summary>
    PseudoDescriptor,

    /// <summary>x: 128 bits.</summary>
    Vector,

    /// <summary>t: 80 bits.</summary>
    Extended,

    /// <summary>e: the x87 environment, 14 or 28 bytes.</summary>
    Environment,

    /// <summary>i: the x87 state, 94 or 108 bytes.</summary>
    Image,

    /// <summary>f: FXSAVE's 512 bytes.</summary>
    FullImage,
}
