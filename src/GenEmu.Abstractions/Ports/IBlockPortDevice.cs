namespace GenEmu.Abstractions;

/// <summary>A port device that moves many elements of a REP INS or REP OUTS in one call: a disk's data port. Its claims are batched whether or not they ask for it.</summary>
/// <remarks>
/// <para>The guest must not notice a difference from single calls, so a call stops <b>after</b> the element with which the device changes anything outside itself (a wire, a reset,
/// a deadline, guest memory), and leaves an element whose result depends on the time to the single methods. Returning 0 is always right:
/// the next element then comes through <see cref="IPortDevice.ReadPort"/> or <see cref="IPortDevice.WritePort"/>.</para>
/// <para>Called on the machine's thread. If a call throws, exactly one element counts as moved, all ones if it was a read, and the exception is treated as the host chose.</para>
/// </remarks>
public interface IBlockPortDevice : IPortDevice
{
    /// <summary>Answers consecutive reads of one port.</summary>
    /// <param name="access">Where, and how wide each element is.</param>
    /// <param name="data">Takes the elements, little-endian, one behind the other; a multiple of the width.</param>
    /// <returns>How many elements were read: 0 to as many as <paramref name="data"/> holds.</returns>
    int ReadBlock(PortAccess access, Span<byte> data);

    /// <summary>Takes consecutive writes to one port.</summary>
    /// <param name="access">Where, and how wide each element is.</param>
    /// <param name="data">The elements, little-endian, one behind the other; a multiple of the width.</param>
    /// <returns>How many elements were taken: 0 to as many as <paramref name="data"/> holds.</returns>
    int WriteBlock(PortAccess access, ReadOnlySpan<byte> data);
}
