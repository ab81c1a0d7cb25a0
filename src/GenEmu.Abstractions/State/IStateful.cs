namespace GenEmu.Abstractions;

/// <summary>A device whose state can be saved. The generator writes this for <see cref="StateAttribute"/> members.</summary>
public interface IStateful
{
    /// <summary>The layout's version: what <see cref="Load"/> gets to see with older files.</summary>
    int StateVersion { get; }

    /// <summary>Writes everything that the guest could notice. Changes nothing.</summary>
    /// <param name="writer">Where to.</param>
    void Save(IStateWriter writer);

    /// <summary>Takes a state over; claims, wires and timers follow it.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="version">The <see cref="StateVersion"/> that wrote it.</param>
    /// <exception cref="InvalidDataException">The state is damaged or of a version that this device does not know.</exception>
    void Load(IStateReader reader, int version);
}
