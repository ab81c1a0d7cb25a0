namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>When devices answer.</summary>
internal enum FuzzAnswers
{
    /// <summary>Through the synchronous interface.</summary>
    Synchronous,

    /// <summary>Through the asynchronous interface, but at once.</summary>
    AtOnce,

    /// <summary>Through the asynchronous interface, and later.</summary>
    Later,
}
