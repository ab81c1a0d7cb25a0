namespace GenEmu;

/// <summary>What the board does when the CPU shuts down after a triple fault.</summary>
public enum TripleFaultPolicy
{
    /// <summary>A hard reset, as PC chipsets do.</summary>
    Reset,

    /// <summary>The run ends.</summary>
    Stop,
}
