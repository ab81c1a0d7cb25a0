namespace GenEmu.Spec.Forms;

/// <summary>How wide an operand is, by the SDM's operand-type letters.</summary>
public enum OperandSize
{
    /// <summary>No size: only an address, or a width that its kind implies.</summary>
    None,

    /// <summary>b: 8 bits.</summary>
    Byte,

    /// <summary>w: 16 bits.</summary>
    Word,

    /// <summary>d: 32 bits.</summary>
    Dword,

    /// <summary>q: 64 bits.</summary>
    Qword,

    /// <summary>v: 16, 32 or 64 bits by the operand size.</summary>
    Operand,

    /// <summary>z: 16 or 32 bits by the operand size.</summary>
    Operand32,

    /// <summary>y: 32 or 64 bits by the operand size.</summary>
    DwordOrQword,

    /// <summary>p: a far pointer, 16:v.</summary>
    FarPointer,

    /// <summary>a: two values of the operand size.</summary>
    Bounds,

    /// <summary>s: a pseudo-descriptor, 16:32.</summary>
    PseudoDescriptor,

    /// <summary>x: 128 bits.</summary>
    Vector,

    /// <summary>t: 80 bits.</summary>
    Extended,

    /// <summary>e: the x87 environment, 14 or 28 bytes by the operand size.</summary>
    Environment,

    /// <summary>i: the x87 state, 94 or 108 bytes by the operand size.</summary>
    Image,

    /// <summary>f: the 512 bytes of FXSAVE.</summary>
    FullImage,
}
