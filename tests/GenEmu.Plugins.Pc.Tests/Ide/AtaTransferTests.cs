using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests.Ide;

/// <summary>Sectors through the Data register.</summary>
public sealed class AtaTransferTests
{
    private const int Sector = 512;

    private readonly TestDisk _disk = IdeRig.Filled(2048);
    private readonly IdeRig _rig;

    public AtaTransferTests() => _rig = new IdeRig(0, ("disk0", _disk));

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x21)]
    public void Each_sector_that_is_read_comes_with_an_interrupt(int command)
    {
        _rig.Start(command, sector: 7, count: 3);
        _rig.AltStatus.ShouldBe(IdeRig.Busy);
        _rig.Interrupt.ShouldBeFalse();
        _rig.Work();

        for (int i = 0; i < 3; i++)
        {
            _rig.Interrupt.ShouldBeTrue();
            _rig.Status.ShouldBe(IdeRig.Request);
            _rig.Interrupt.ShouldBeFalse();
            IdeRig.ShouldBeSame(_rig.ReadData(Sector), _disk.Contents[((7 + i) * Sector)..((8 + i) * Sector)]);
        }

        _rig.Interrupt.ShouldBeFalse();
        _rig.Status.ShouldBe(IdeRig.Ready);
        _rig.ReadData(2).ShouldBe([0, 0]);      // there is nothing more
    }

    [Theory]
    [InlineData(0x30)]
    [InlineData(0x31)]
    public void The_first_sector_that_is_written_is_asked_for_without_an_interrupt(int command)
    {
        byte[] data = [.. Enumerable.Range(0, 3 * Sector).Select(i => (byte)(i * 13))];
        _rig.Start(command, sector: 100, count: 3);
        _rig.Interrupt.ShouldBeFalse();

        for (int i = 0; i < 3; i++)
        {
            _rig.Status.ShouldBe(IdeRig.Request);
            _rig.WriteData(data.AsSpan(i * Sector, Sector));
            _rig.Interrupt.ShouldBe(i < 2);
        }

        _rig.AltStatus.ShouldBe(IdeRig.Busy);
        _rig.Work();
        _rig.Interrupt.ShouldBeTrue();
        _rig.Status.ShouldBe(IdeRig.Ready);
        IdeRig.ShouldBeSame(_disk.Contents[(100 * Sector)..(103 * Sector)], data);
    }

    [Theory]
    [InlineData(4, 10)]
    [InlineData(16, 16)]
    [InlineData(8, 256)]
    public void Multiple_mode_moves_blocks_and_a_rest(int block, int count)
    {
        _rig.Start(0xC6, count: block);
        _rig.Start(0xC4, sector: 3, count: count);
        _rig.Status.ShouldBe(IdeRig.Busy);
        byte[] read = new byte[count * Sector];
        for (int at = 0; at < count; at += block)
        {
            _rig.Work();
            _rig.Interrupt.ShouldBeTrue();
            _rig.Status.ShouldBe(IdeRig.Request);
            int sectors = Math.Min(block, count - at);
            _rig.ReadData(sectors * Sector).CopyTo(read, at * Sector);
        }

        _rig.Status.ShouldBe(IdeRig.Ready);
        IdeRig.ShouldBeSame(read, _disk.Contents[(3 * Sector)..((3 + count) * Sector)]);
    }

    [Fact]
    public void Writing_in_multiple_mode_interrupts_after_each_block()
    {
        byte[] data = [.. Enumerable.Range(0, 10 * Sector).Select(i => (byte)(i * 3))];
        _rig.Start(0xC6, count: 4);
        _ = _rig.Status;
        _rig.Start(0xC5, sector: 50, count: 10);

        foreach ((int from, int to) in new[] { (0, 4), (4, 8), (8, 10) })
        {
            _rig.Status.ShouldBe(IdeRig.Request);
            _rig.WriteData(data.AsSpan(from * Sector, (to - from) * Sector));
            _rig.Interrupt.ShouldBe(to < 10);
        }

        _rig.Work();
        _rig.Status.ShouldBe(IdeRig.Ready);
        IdeRig.ShouldBeSame(_disk.Contents[(50 * Sector)..(60 * Sector)], data);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(129)]
    public void More_than_the_buffer_holds_comes_in_parts(int count)
    {
        _rig.Start(0x20, sector: 1, count: count);
        byte[] read = new byte[count * Sector];
        for (int at = 0; at < read.Length; at += Sector)
        {
            _rig.Work();
            _rig.ReadData(Sector).CopyTo(read, at);
        }

        _rig.Status.ShouldBe(IdeRig.Ready);
        IdeRig.ShouldBeSame(read, _disk.Contents[Sector..((1 + count) * Sector)]);
    }

    [Fact]
    public void Cylinder_head_and_sector_find_the_same_place()
    {
        _rig.Write(6, 0xA0 | 5);        // head 5
        _rig.Write(2, 1);
        _rig.Write(3, 9);
        _rig.Write(4, 1);               // cylinder 1
        _rig.Write(5, 0);
        _rig.Write(7, 0x20);
        _rig.Work();

        int sector = (((1 * 16) + 5) * 63) + 8;
        IdeRig.ShouldBeSame(_rig.ReadData(Sector), _disk.Contents[(sector * Sector)..((sector + 1) * Sector)]);
    }

    [Theory]
    [InlineData(0, 0)]          // sectors count from 1
    [InlineData(64, 0)]
    [InlineData(33, 0, 8, 32)]  // not in the geometry that the host chose
    [InlineData(1, 8, 8, 32)]
    public void A_place_outside_the_geometry_is_not_found(int sector, int head, int heads = 16, int sectors = 63)
    {
        _rig.Write(6, 0xA0 | (heads - 1));
        _rig.Write(2, sectors);
        _rig.Write(7, 0x91);
        _rig.Write(6, 0xA0 | head);
        _rig.Write(2, 1);
        _rig.Write(3, sector);
        _rig.Write(7, 0x20);

        (_rig.Status, _rig.Error).ShouldBe((IdeRig.Failed, (byte)0x10));
    }

    [Theory]
    [InlineData(2048, 1)]
    [InlineData(2047, 2)]
    [InlineData(0x0FFF_FFFF, 256)]
    public void Sectors_beyond_the_end_are_not_found(long sector, int count)
    {
        foreach (int command in (int[])[0x20, 0x30, 0x40, 0xC8, 0xCA])
        {
            _rig.Start(command, sector, count);

            _rig.Interrupt.ShouldBeTrue();
            (_rig.Status, _rig.Error).ShouldBe((IdeRig.Failed, (byte)0x10));
        }
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData((200L << 30) / 512, true)]
    public void Verify_says_whether_sectors_are_there(long sector, bool beyond)
    {
        var rig = new IdeRig(0, ("disk0", new SparseDisk(200L << 30)));

        rig.StartExt(0x42, sector, 1000);

        rig.Status.ShouldBe(beyond ? IdeRig.Failed : IdeRig.Ready);
    }

    [Fact]
    public void Far_sectors_of_a_large_disk_are_written_and_read()
    {
        var rig = new IdeRig(0, ("disk0", new SparseDisk(3L << 40)));
        const long far = (3L << 40) / Sector - 2;
        byte[] data = [.. Enumerable.Range(0, 2 * Sector).Select(i => (byte)(i * 7))];

        rig.StartExt(0x34, far, 2);
        rig.WriteData(data);
        rig.Work();
        rig.StartExt(0x24, far, 2);
        rig.Work();

        IdeRig.ShouldBeSame(rig.ReadData(2 * Sector), data);
        rig.StartExt(0x24, far, 3);
        (rig.Status, rig.Error).ShouldBe((IdeRig.Failed, (byte)0x10));
    }

    [Fact]
    public void An_extended_count_of_0_is_65536()
    {
        var rig = new IdeRig(0, ("disk0", new SparseDisk(65536L * Sector)));

        rig.StartExt(0x42, 0, 0);
        rig.Status.ShouldBe(IdeRig.Ready);
        rig.StartExt(0x42, 1, 0);
        rig.Status.ShouldBe(IdeRig.Failed);
    }

    [Fact]
    public void The_data_register_may_be_read_32_bits_at_a_time()
    {
        _rig.Start(0x20);
        _rig.Work();

        _rig.Board.In32(0x1F0).ShouldBe(BitConverter.ToUInt32(_disk.Contents));
        IdeRig.ShouldBeSame(_rig.ReadData(508), _disk.Contents[4..512]);
        _rig.Status.ShouldBe(IdeRig.Ready);
    }

    [Theory]
    [InlineData(0x30)]
    [InlineData(0xCA)]
    public void A_read_only_disk_refuses_writes_and_says_so_once(int command)
    {
        _disk.IsReadOnly = true;
        _rig.Start(command);
        (_rig.Status, _rig.Error).ShouldBe((IdeRig.Failed, (byte)0x04));
        _rig.Start(command);

        _rig.Status.ShouldBe(IdeRig.Failed);
        _rig.Board.Log.Lines.ShouldBe(["Warning: Drive 0 is read-only, so the guest's writes fail; give the image rw=true or overlay=true to write"]);
    }

    [Fact]
    public void What_the_hosts_file_cannot_give_is_an_uncorrectable_error()
    {
        _disk.Broken = true;
        for (int i = 0; i < 2; i++)
        {
            _rig.Start(0x20, sector: 0x123);
            _rig.Work();
            _rig.Interrupt.ShouldBeTrue();
            (_rig.Status, _rig.Error, _rig.Read(3), _rig.Read(4)).ShouldBe((IdeRig.Failed, (byte)0x40, (byte)0x23, (byte)0x01));
        }

        _rig.Board.Log.Lines.Count.ShouldBe(1);
        _rig.Board.Log.Lines[0].ShouldContain("The image is broken.");

        _disk.Broken = false;
        _rig.Start(0x20);
        _rig.Work();
        IdeRig.ShouldBeSame(_rig.ReadData(Sector), _disk.Contents[..Sector]);
    }

    [Fact]
    public void What_the_hosts_file_cannot_take_is_an_aborted_command()
    {
        _rig.Start(0x30);
        _disk.Broken = true;
        _rig.WriteData(new byte[Sector]);
        _rig.Work();

        (_rig.Status, _rig.Error).ShouldBe((IdeRig.Failed, (byte)0x04));
    }

    [Fact]
    public void A_state_goes_on_in_the_middle_of_everything()
    {
        _rig.Start(0x20, sector: 9, count: 2);
        _rig.Board.Advance(IdeRig.Latency / 2);
        IdeRig busy = _rig.Copy(_disk);
        busy.AltStatus.ShouldBe(IdeRig.Busy);
        busy.Board.Advance(IdeRig.Latency / 2);
        busy.Interrupt.ShouldBeTrue();
        byte[] first = busy.ReadData(100);

        IdeRig reading = busy.Copy(_disk);

        byte[] rest = reading.ReadData((2 * Sector) - 100);
        IdeRig.ShouldBeSame([.. first, .. rest], _disk.Contents[(9 * Sector)..(11 * Sector)]);
        reading.Status.ShouldBe(IdeRig.Ready);
    }
}
