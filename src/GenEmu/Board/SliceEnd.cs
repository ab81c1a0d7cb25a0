namespace GenEmu.Board;

/// <summary>Why a machine gives its thread back.</summary>
internal enum SliceEnd
{
    /// <summary>It is another machine's turn.</summary>
    Yield,

    /// <summary>Nothing can be done until something comes from outside.</summary>
    Wait,

    /// <summary>The run is over.</summary>
    Stopped,
}
