using System.Buffers.Binary;
using GenEmu.Plugins.Pc;

namespace GenEmu.Plugins.Virtio.Tests.Support;

/// <summary>A guest's driver: finds the registers by the capabilities, sets queues up and fills them, rightly or wrongly.</summary>
internal sealed class VirtioDriver
{
    public const int QueueSize = 8;
    public const uint Ram = 1 << 20;
    private const int Slot = 4;
    private const uint Window = 0xF000_0000;
    private const ulong Queues = 0x1_0000;
    private const ulong QueueStride = 0x4000;
    private const ulong AvailableOffset = 0x1000;
    private const ulong UsedOffset = 0x2000;

    private readonly Dictionary<int, uint> _structures = [];
    private readonly ushort[] _offered = new ushort[4];
    private readonly ushort[] _seen = new ushort[4];
    private int _nextDescriptor;

    public VirtioDriver(TestBoard board)
    {
        Board = board;
        board.SetConfig32(Slot, 0, 0x10, Window);
        board.SetConfig16(Slot, 0, 0x04, 6);
        for (int at = board.Config8(Slot, 0, 0x34); at != 0; at = board.Config8(Slot, 0, at + 1))
        {
            _structures[board.Config8(Slot, 0, at + 3)] = Window + board.Config32(Slot, 0, at + 8);
        }
    }

    public TestBoard Board { get; }

    public bool Interrupt => Board.Net(new[] { "pirqa", "pirqb", "pirqc", "pirqd" }[(Slot + 3) & 3]).Level;

    public byte Status
    {
        get => (byte)Common(0x14, 1);
        set => SetCommon(0x14, 1, value);
    }

    public ulong Features => FeatureHalf(0) | (FeatureHalf(1) << 32);

    /// <summary>A board with a bridge and one virtio device in slot 4.</summary>
    public static TestBoard MakeBoard(IDevice device, string parameters = "", IDiskImage? disk = null)
    {
        TestBoard board = new((int)Ram);
        board.Facts.MemorySize = Ram;
        if (disk is not null)
        {
            board.Disks["virtio0"] = disk;
        }

        board.Add(new I440fx());
        board.Add(new Piix3());
        board.Add(device, parameters.Length == 0 ? $"slot={Slot}" : $"slot={Slot},{parameters}");
        return board;
    }

    /// <summary>Resets, negotiates and sets up all queues.</summary>
    public void Start(ulong features = 1UL << 32)
    {
        Status = 0;
        Status = 1;
        Status = 3;
        ChooseFeatures(features);
        Status = 11;
        Status.ShouldBe((byte)11);
        for (int queue = 0; queue < (int)Common(0x12, 2); queue++)
        {
            SetUp(queue, Queues + ((ulong)queue * QueueStride));
        }

        Status = 15;
    }

    public void SetUp(int queue, ulong at)
    {
        Array.Clear(_offered);
        Array.Clear(_seen);
        Board.Memory.Bytes.AsSpan((int)Queues, 0x1_0000).Clear();
        SetCommon(0x16, 2, (uint)queue);
        SetCommon(0x18, 2, QueueSize);
        SetCommon(0x20, 4, (uint)at);
        SetCommon(0x24, 4, (uint)(at >> 32));
        SetCommon(0x28, 4, (uint)(at + AvailableOffset));
        SetCommon(0x2C, 4, (uint)((at + AvailableOffset) >> 32));
        SetCommon(0x30, 4, (uint)(at + UsedOffset));
        SetCommon(0x34, 4, (uint)((at + UsedOffset) >> 32));
        SetCommon(0x1C, 2, 1);
    }

    public void ChooseFeatures(ulong features)
    {
        SetCommon(0x08, 4, 0);
        SetCommon(0x0C, 4, (uint)features);
        SetCommon(0x08, 4, 1);
        SetCommon(0x0C, 4, (uint)(features >> 32));
    }

    public ulong Common(uint offset, int width) => Board.MemoryMap.Read(_structures[1] + offset, width);

    public void SetCommon(uint offset, int width, uint value) => Board.MemoryMap.Write(_structures[1] + offset, width, value);

    public byte TakeInterrupts() => (byte)Board.MemoryMap.Read(_structures[3], 1);

    public ulong Device(uint offset, int width) => Board.MemoryMap.Read(_structures[4] + offset, width);

    public void Notify(int queue)
    {
        Board.MemoryMap.Write(_structures[2] + ((uint)queue * 4), 2, (uint)queue);
        Board.Boundary();
    }

    /// <summary>Offers a chain, and tells the device.</summary>
    public int Offer(int queue, params (ulong Address, uint Length, bool Writable)[] buffers)
    {
        int head = _nextDescriptor;
        for (int i = 0; i < buffers.Length; i++)
        {
            int index = (head + i) % QueueSize;
            int flags = (buffers[i].Writable ? 2 : 0) | (i < buffers.Length - 1 ? 1 : 0);
            Describe(queue, index, buffers[i].Address, buffers[i].Length, flags, (index + 1) % QueueSize);
        }

        _nextDescriptor = (head + buffers.Length) % QueueSize;
        Publish(queue, head);
        Notify(queue);
        return head;
    }

    public void Describe(int queue, int index, ulong address, uint length, int flags, int next)
    {
        Span<byte> descriptor = Board.Memory.Bytes.AsSpan((int)(Queues + ((ulong)queue * QueueStride) + ((ulong)index * 16)), 16);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor, address);
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor[8..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[12..], (ushort)flags);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[14..], (ushort)next);
    }

    public void Publish(int queue, int head)
    {
        PutWord(queue, AvailableOffset + 4 + (ulong)(_offered[queue] % QueueSize * 2), (ushort)head);
        PutWord(queue, AvailableOffset + 2, ++_offered[queue]);
    }

    public void PutAvailableIndex(int queue, ushort value) => PutWord(queue, AvailableOffset + 2, value);

    public void WantNoInterrupts(int queue) => PutWord(queue, AvailableOffset, 1);

    /// <summary>The next chain that came back.</summary>
    public (uint Head, uint Written)? Returned(int queue)
    {
        int start = (int)(Queues + ((ulong)queue * QueueStride) + UsedOffset);
        ReadOnlySpan<byte> used = Board.Memory.Bytes.AsSpan(start);
        if (BinaryPrimitives.ReadUInt16LittleEndian(used[2..]) == _seen[queue])
        {
            return null;
        }

        ReadOnlySpan<byte> element = used[(4 + (_seen[queue]++ % QueueSize * 8))..];
        return (BinaryPrimitives.ReadUInt32LittleEndian(element), BinaryPrimitives.ReadUInt32LittleEndian(element[4..]));
    }

    public Span<byte> Memory(ulong address, int length) => Board.Memory.Bytes.AsSpan((int)address, length);

    private void PutWord(int queue, ulong offset, ushort value)
        => BinaryPrimitives.WriteUInt16LittleEndian(Memory(Queues + ((ulong)queue * QueueStride) + offset, 2), value);

    private ulong FeatureHalf(uint half)
    {
        SetCommon(0x00, 4, half);
        return Common(0x04, 4);
    }
}
