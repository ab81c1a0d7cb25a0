namespace GenEmu.Abstractions;

/// <summary>What hears that a level-triggered interrupt has ended at a processor.</summary>
public interface IIoApic
{
    /// <summary>A processor has ended a level-triggered interrupt.</summary>
    /// <param name="vector">Its vector.</param>
    void EndInterrupt(byte vector);
}
