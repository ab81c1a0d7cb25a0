using System.Buffers.Binary;

namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>A task-state segment to lay out (SDM vol. 3, figures 7-2 and 7-10).</summary>
internal sealed record TaskState
{
    public uint Eip { get; init; }

    public uint Eflags { get; init; } = 2;

    public uint Esp { get; init; } = Layout.Stack0 - 0x400;

    public ushort Cs { get; init; } = Layout.Code0;

    public ushort Ss { get; init; } = Layout.Data0;

    public ushort Ds { get; init; } = Layout.Data0;

    public ushort Es { get; init; } = Layout.Data0;

    public ushort Fs { get; init; }

    public ushort Gs { get; init; }

    public ushort Ldt { get; init; }

    public ushort Link { get; init; }

    public uint Cr3 { get; init; }

    public bool Trap { get; init; }

    public ushort IoMap { get; init; } = 0xFFF;

    /// <summary>Whether the stacks of rings 1 and 2 are there too.</summary>
    public bool Stacks { get; init; }

    public byte[] Wide()
    {
        byte[] tss = new byte[104];
        Put32(tss, 0, Link);
        Put32(tss, 4, Layout.InnerStack0);
        Put32(tss, 8, Layout.Data0);
        if (Stacks)
        {
            Put32(tss, 12, Layout.InnerStack1);
            Put32(tss, 16, Layout.Data1);
            Put32(tss, 20, Layout.InnerStack2);
            Put32(tss, 24, Layout.Data2);
        }

        Put32(tss, 28, Cr3);
        Put32(tss, 32, Eip);
        Put32(tss, 36, Eflags);
        for (int i = 0; i < 8; i++)
        {
            Put32(tss, 40 + (i * 4), i == 4 ? Esp : 0x1111_1111u * (uint)i);
        }

        ReadOnlySpan<ushort> segments = [Es, Cs, Ss, Ds, Fs, Gs, Ldt];
        for (int i = 0; i < segments.Length; i++)
        {
            Put32(tss, 72 + (i * 4), segments[i]);
        }

        Put32(tss, 100, ((uint)IoMap << 16) | (Trap ? 1u : 0));
        return tss;
    }

    public byte[] Narrow()
    {
        byte[] tss = new byte[44];
        Put16(tss, 0, Link);
        Put16(tss, 2, Layout.InnerStack0);
        Put16(tss, 4, Layout.Data0);
        Put16(tss, 14, Eip);
        Put16(tss, 16, Eflags);
        for (int i = 0; i < 8; i++)
        {
            Put16(tss, 18 + (i * 2), i == 4 ? Esp : 0x1111u * (uint)i);
        }

        ReadOnlySpan<ushort> segments = [Es, Cs, Ss, Ds, Ldt];
        for (int i = 0; i < segments.Length; i++)
        {
            Put16(tss, 34 + (i * 2), segments[i]);
        }

        return tss;
    }

    private static void Put16(byte[] tss, int at, uint value) => BinaryPrimitives.WriteUInt16LittleEndian(tss.AsSpan(at), (ushort)value);

    private static void Put32(byte[] tss, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(tss.AsSpan(at), value);
}
