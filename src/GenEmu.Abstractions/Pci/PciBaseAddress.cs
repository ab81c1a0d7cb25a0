namespace GenEmu.Abstractions;

/// <summary>One base address register and the claim that follows it.</summary>
/// <param name="Register">The register's offset.</param>
/// <param name="Claim">What is moved and switched.</param>
/// <param name="IsPorts">Whether it decodes ports, not memory.</param>
internal sealed record PciBaseAddress(int Register, IClaim Claim, bool IsPorts)
{
    /// <summary>Makes the claim answer at an address, or nowhere.</summary>
    /// <param name="address">The register's address bits.</param>
    /// <param name="enabled">Whether the command register lets it decode.</param>
    /// <returns><see langword="false"/> if another device of the same priority answers there: then this one does not.</returns>
    public bool Place(uint address, bool enabled)
    {
        // 0 is what a register holds before firmware assigns anything. Ports end at 64 KiB on a PC, so higher ones are nowhere.
        enabled &= address != 0 && (!IsPorts || address <= ushort.MaxValue);
        if (Claim.Enabled == enabled && (!enabled || Claim.Base == address))
        {
            return true;
        }

        Claim.Enabled = false;
        if (!enabled)
        {
            return true;
        }

        try
        {
            Claim.Base = address;
            Claim.Enabled = true;
            return true;
        }
        catch (ClaimOverlapException)
        {
            Claim.Enabled = false;
            return false;
        }
    }
}
