namespace GenEmu.Abstractions;

/// <summary>Answers port accesses at once. The plain form of what <see cref="PortReadAttribute"/> and <see cref="PortWriteAttribute"/> generate.</summary>
/// <remarks>Called on the machine's thread, in program order. An exception is caught, named and treated as the host chose.</remarks>
public interface IPortDevice
{
    /// <summary>Answers IN and INS.</summary>
    /// <param name="access">Where, and how wide.</param>
    /// <returns>The value; bits above the width are ignored.</returns>
    uint ReadPort(PortAccess access);

    /// <summary>Takes OUT and OUTS.</summary>
    /// <param name="access">Where, and how wide.</param>
    /// <param name="value">The value, zero-extended.</param>
    void WritePort(PortAccess access, uint value);
}
