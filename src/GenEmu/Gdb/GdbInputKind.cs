namespace GenEmu.Gdb;

/// <summary>What can come from gdb (GDB manual, "Overview" of the remote protocol).</summary>
internal enum GdbInputKind
{
    /// <summary>A packet with the right checksum.</summary>
    Packet,

    /// <summary>Ctrl-C: the byte 03h between packets.</summary>
    Interrupt,

    /// <summary>A packet with a wrong checksum.</summary>
    Corrupt,

    /// <summary>A packet longer than <see cref="PacketParser.MaxLength"/>; its contents are dropped.</summary>
    TooLong,

    /// <summary>A minus sign: gdb wants the last reply again.</summary>
    Resend,

    /// <summary>Bytes before the first packet that no gdb sends: somebody else has connected.</summary>
    Garbage,
}
