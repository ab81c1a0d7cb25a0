namespace GenEmu.Abstractions;

/// <summary>The access widths that a claim answers natively. Each value is its own number of bytes, so a width in bytes is a member.</summary>
[Flags]
public enum AccessWidths
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>One byte.</summary>
    Byte = 1,

    /// <summary>Two bytes.</summary>
    Word = 2,

    /// <summary>Four bytes.</summary>
    Dword = 4,

    /// <summary>Eight bytes (memory only).</summary>
    Qword = 8,

    /// <summary>One, two or four bytes: everything a port access can be.</summary>
    UpToDword = Byte | Word | Dword,

    /// <summary>One to eight bytes.</summary>
    UpToQword = UpToDword | Qword,
}
