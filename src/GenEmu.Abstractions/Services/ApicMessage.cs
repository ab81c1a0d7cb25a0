namespace GenEmu.Abstractions;

/// <summary>A message on the APIC bus, from an I/O APIC or a processor to the processors' local APICs.</summary>
/// <param name="Destination">An APIC identifier (FFh is all), or a set of logical identifiers.</param>
/// <param name="IsLogical">Whether <paramref name="Destination"/> is a set of logical identifiers.</param>
/// <param name="Mode">What is asked for.</param>
/// <param name="Vector">The vector, where the mode has one.</param>
/// <param name="IsLevel">Whether the end of the interrupt is to be told to the I/O APIC.</param>
public readonly record struct ApicMessage(byte Destination, bool IsLogical, ApicDeliveryMode Mode, byte Vector, bool IsLevel);
