namespace GenEmu.Abstractions;

/// <summary>One function of a PCI device, as configuration cycles see it. <see cref="PciConfigSpace"/> is the usual implementation.</summary>
public interface IPciFunction
{
    /// <summary>The device instance's name, for messages.</summary>
    string Name { get; }

    /// <summary>Answers a configuration read.</summary>
    /// <param name="offset">The first register, 0 to 255, a multiple of <paramref name="width"/>.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <returns>The value, zero-extended.</returns>
    uint ReadConfig(int offset, int width);

    /// <summary>Takes a configuration write.</summary>
    /// <param name="offset">The first register, 0 to 255, a multiple of <paramref name="width"/>.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <param name="value">The value, zero-extended.</param>
    void WriteConfig(int offset, int width, uint value);
}
