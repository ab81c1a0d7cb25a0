namespace GenEmu.Plugins.Pc;

/// <summary>The bits of the display interface's enable register.</summary>
[Flags]
internal enum DispiEnable
{
    /// <summary>The VGA's own modes.</summary>
    None = 0,

    /// <summary>The interface's mode is shown.</summary>
    Enabled = 0x01,

    /// <summary>Size registers read as the largest values.</summary>
    GetCapabilities = 0x02,

    /// <summary>The DAC takes eight bits a colour.</summary>
    Dac8 = 0x20,

    /// <summary>Enabling does not clear the frame buffer.</summary>
    KeepMemory = 0x80,
}
