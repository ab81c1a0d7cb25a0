namespace GenEmu.Core.Tracing;

/// <summary>Who caused a delivery.</summary>
public enum DeliveryKind
{
    /// <summary>INT n, INT3, INTO.</summary>
    Software,

    /// <summary>A fault, trap or abort.</summary>
    Exception,

    /// <summary>INTR or NMI.</summary>
    External,
}
