using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>One piece of C0000h–FFFFFh that a PAM register switches between RAM and what lies on the bus, for reads and writes apart.</summary>
/// <param name="Register">The PAM register's offset.</param>
/// <param name="Shift">Which of its halves: 0 or 4. Bit 0 of it enables reads (RE), bit 1 writes (WE).</param>
/// <param name="Region">The RAM.</param>
internal readonly record struct PamWindow(int Register, int Shift, ISystemRamRegion Region)
{
    /// <summary>Switches the RAM as the register says, and touches nothing that is so already: each change costs the CPUs their TLBs.</summary>
    /// <param name="registers">The bridge's configuration registers.</param>
    public void Apply(ReadOnlySpan<byte> registers)
    {
        int attributes = registers[Register] >> Shift;
        (bool readable, bool writable) = ((attributes & 1) != 0, (attributes & 2) != 0);
        if (Region.Readable != readable)
        {
            Region.Readable = readable;
        }

        if (Region.Writable != writable)
        {
            Region.Writable = writable;
        }

        if (Region.Enabled != (readable || writable))
        {
            Region.Enabled = readable || writable;
        }
    }
}
