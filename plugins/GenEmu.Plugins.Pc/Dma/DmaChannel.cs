using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>One channel's registers in an 8237A. Addresses and counts are in bytes on channels 0–3 and in words on 5–7.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct DmaChannel
{
    /// <summary>What the current address is reloaded from.</summary>
    public ushort BaseAddress;

    /// <summary>What the current count is reloaded from.</summary>
    public ushort BaseCount;

    /// <summary>The address of the next transfer.</summary>
    public ushort Address;

    /// <summary>Transfers left after the next one; it passes from 0 to FFFFh at terminal count.</summary>
    public ushort Count;

    /// <summary>The mode register without the channel number.</summary>
    public byte Mode;

    /// <summary>The mode register's transfer type.</summary>
    public readonly DmaTransfer Transfer => (DmaTransfer)((Mode >> 2) & 3);

    /// <summary>Mode bits 7–6: the channel passes another controller's requests on.</summary>
    public readonly bool IsCascade => Mode >> 6 == 3;

    private readonly bool AutoInitializes => (Mode & 0x10) != 0;

    private readonly bool Decrements => (Mode & 0x20) != 0;

    /// <summary>Moves on after one transfer; the address wraps within its 64 Ki because the page register is no part of the counter.</summary>
    /// <returns>Whether it was the last one (terminal count).</returns>
    public bool Step()
    {
        Address += (ushort)(Decrements ? -1 : 1);
        return Count-- == 0;
    }

    /// <summary>What terminal count does to the channel.</summary>
    /// <returns>Whether it goes on with the reloaded registers; else the controller masks it.</returns>
    public bool Finish()
    {
        if (AutoInitializes)
        {
            (Address, Count) = (BaseAddress, BaseCount);
        }

        return AutoInitializes;
    }
}
