namespace GenEmu.Abstractions;

/// <summary>What answers the CPU's interrupt-acknowledge cycles after the wire <c>intr</c> went high.</summary>
public interface IInterruptController
{
    /// <summary>The second INTA cycle: the highest interrupt goes in service.</summary>
    /// <returns>The vector; a spurious one if the request has gone.</returns>
    byte Acknowledge();
}
