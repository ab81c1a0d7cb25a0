namespace GenEmu.Abstractions;

/// <summary>The way to the processors' local APICs; the machine provides it if its processors have some.</summary>
public interface IApicBus
{
    /// <summary>Delivers a message to all processors that it addresses. What nobody accepts is lost. For the machine's thread.</summary>
    /// <param name="message">The message.</param>
    void Send(ApicMessage message);
}
