namespace GenEmu.Core;

/// <summary>The registers with a hidden part, in the order of ModRM.reg, then the two system ones.</summary>
public enum SegmentRegister
{
    /// <summary>ES.</summary>
    Es,

    /// <summary>CS.</summary>
    Cs,

    /// <summary>SS.</summary>
    Ss,

    /// <summary>DS.</summary>
    Ds,

    /// <summary>FS.</summary>
    Fs,

    /// <summary>GS.</summary>
    Gs,

    /// <summary>LDTR.</summary>
    Ldtr,

    /// <summary>TR.</summary>
    Tr,
}
