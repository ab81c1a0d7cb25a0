namespace GenEmu.Core.Execution;

/// <summary>How decoding ended.</summary>
internal enum DecodeResult
{
    /// <summary>An op; one that raises #UD if the bytes are no instruction.</summary>
    Decoded,

    /// <summary>The instruction goes on beyond the bytes given.</summary>
    Incomplete,

    /// <summary>It is longer than 15 bytes: #GP(0).</summary>
    TooLong,
}
