namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>The registers in the order of a vector file's bitmap.</summary>
public enum VectorRegister
{
    Ax,
    Bx,
    Cx,
    Dx,
    Cs,
    Ss,
    Ds,
    Es,
    Sp,
    Bp,
    Si,
    Di,
    Ip,
    Flags,
}
