using System.Buffers.Binary;
using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests.Ide;

/// <summary>An IDE controller as firmware leaves it, and a driver for it.</summary>
internal sealed class IdeRig
{
    public const int Latency = 20_000;
    public const int BusMaster = 0xC000;
    public const int Table = 0x1000;
    public const byte Ready = 0x50, Failed = 0x51, Request = 0x58, Busy = 0x80;

    private readonly int _command;
    private readonly int _control;
    private readonly int _irq;

    /// <summary>Builds the board.</summary>
    /// <param name="channel">The channel that the driver uses.</param>
    /// <param name="media">What is in the drives: <c>disk0</c>, <c>cdrom2</c>.</param>
    public IdeRig(int channel, params (string Name, IDiskImage Image)[] media)
    {
        (_command, _control, _irq) = channel == 0 ? (0x1F0, 0x3F6, 14) : (0x170, 0x376, 15);
        Channel = channel;
        foreach ((string name, IDiskImage image) in media)
        {
            Board.Disks[name] = image;
        }

        Board.AddAll(new I440fx(), new Piix3(), new Piix3Ide());
        Enable();
    }

    public int Channel { get; }

    public TestBoard Board { get; } = new(4 << 20);

    public bool Interrupt => Board.Net($"irq{_irq}").Level;

    /// <summary>The Status register, without its consequence.</summary>
    public byte AltStatus => Board.In8(_control);

    public byte Status => Board.In8(_command + 7);

    public byte Error => Read(1);

    public void Enable()
    {
        Board.SetConfig32(1, 1, 0x40, 0x8000_8000);
        Board.SetConfig32(1, 1, 0x20, BusMaster);
        Board.SetConfig16(1, 1, 0x04, 5);
    }

    public byte Read(int register) => Board.In8(_command + register);

    public void Write(int register, int value) => Board.Out8(_command + register, value);

    public void Control(int value) => Board.Out8(_control, value);

    public void Select(int device) => Write(6, device);

    /// <summary>Writes the registers and the command; by sector number.</summary>
    public void Start(int command, long sector = 0, int count = 1, int features = 0, int device = 0)
    {
        Write(6, 0xE0 | (device << 4) | (int)((sector >> 24) & 15));
        Write(1, features);
        Write(2, count & 0xFF);
        Write(3, (byte)sector);
        Write(4, (byte)(sector >> 8));
        Write(5, (byte)(sector >> 16));
        Write(7, command);
    }

    public void StartExt(int command, long sector, int count = 1)
    {
        Write(6, 0xE0);
        foreach (int shift in (int[])[8, 0])
        {
            Write(2, (count >> shift) & 0xFF);
            Write(3, (byte)(sector >> (shift == 8 ? 24 : 0)));
            Write(4, (byte)(sector >> (shift == 8 ? 32 : 8)));
            Write(5, (byte)(sector >> (shift == 8 ? 40 : 16)));
        }

        Write(7, command);
    }

    /// <summary>Another rig that goes on from this one's state.</summary>
    public IdeRig Copy(IDiskImage disk)
    {
        var copy = new IdeRig(Channel, ("disk0", disk));
        copy.Board.LoadFrom(Board);
        Board.Advance(10 * Latency);        // xunit waits for what was begun here
        return copy;
    }

    /// <summary>Lets work on the medium come to its end.</summary>
    public void Work() => Board.Advance(Latency);

    public byte[] ReadData(int bytes)
    {
        byte[] data = new byte[(bytes + 1) & ~1];
        for (int i = 0; i < bytes; i += 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(i), Board.In16(_command));
        }

        return data[..bytes];
    }

    public void WriteData(ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length; i += 2)
        {
            Board.Out16(_command, BinaryPrimitives.ReadUInt16LittleEndian(data[i..]));
        }
    }

    public ushort[] Identify(int command = 0xEC, int device = 0)
    {
        Start(command, device: device);
        byte[] data = ReadData(512);
        return [.. Enumerable.Range(0, 256).Select(i => BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(2 * i)))];
    }

    /// <summary>Writes a table of physical regions and points the bus master at it.</summary>
    public void SetTable(params (uint Address, int Bytes)[] regions)
    {
        for (int i = 0; i < regions.Length; i++)
        {
            Span<byte> entry = Board.Memory.Bytes.AsSpan(Table + (8 * i), 8);
            BinaryPrimitives.WriteUInt32LittleEndian(entry, regions[i].Address);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], (uint)(regions[i].Bytes & 0xFFFF) | (i == regions.Length - 1 ? 0x8000_0000 : 0));
        }

        Board.Out32(BusMaster + (8 * Channel) + 4, Table);
    }

    public void StartMaster(bool toMemory) => Board.Out8(BusMaster + (8 * Channel), toMemory ? 9 : 1);

    public void StopMaster() => Board.Out8(BusMaster + (8 * Channel), 0);

    public byte MasterStatus => Board.In8(BusMaster + (8 * Channel) + 2);

    /// <summary>A packet command up to its packet; what follows is the test's.</summary>
    public void Packet(byte[] packet, int byteCount = 0xFFFE, bool dma = false)
    {
        Write(6, 0xA0);
        Write(1, dma ? 1 : 0);
        Write(4, byteCount & 0xFF);
        Write(5, byteCount >> 8);
        Write(7, 0xA0);
        Read(2).ShouldBe((byte)1);
        AltStatus.ShouldBe((byte)0x48);
        byte[] padded = new byte[12];
        packet.CopyTo(padded, 0);
        WriteData(padded);
    }

    /// <summary>A packet command that answers with one block.</summary>
    public byte[] Ask(params byte[] packet)
    {
        Packet(packet);
        Work();
        AltStatus.ShouldBe((byte)0x48);
        Read(2).ShouldBe((byte)2);
        byte[] data = ReadData(Read(4) | (Read(5) << 8));
        Read(2).ShouldBe((byte)3);
        Status.ShouldBe((byte)0x40);
        return data;
    }

    /// <summary>A packet command without data.</summary>
    /// <returns>The sense key, code and qualifier; zeros if it succeeded.</returns>
    public byte[] Do(params byte[] packet)
    {
        Packet(packet);
        Work();
        Read(2).ShouldBe((byte)3);
        return (Status & 1) == 0 ? [0, 0, 0] : Sense();
    }

    public byte[] Sense()
    {
        Packet([3, 0, 0, 0, 18]);
        byte[] sense = ReadData(18);
        return [sense[2], sense[12], sense[13]];
    }

    /// <summary>Compares without looking at every byte by itself, which takes long.</summary>
    public static void ShouldBeSame(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected)
        => actual.CommonPrefixLength(expected).ShouldBe(Math.Max(actual.Length, expected.Length), "the first difference");

    public static TestDisk Filled(int sectors, int sectorSize = 512)
    {
        var disk = new TestDisk(sectors * sectorSize);
        for (int i = 0; i < disk.Contents.Length; i++)
        {
            disk.Contents[i] = (byte)((i * 31) ^ (i >> 9) ^ (i >> 17));
        }

        return disk;
    }
}
