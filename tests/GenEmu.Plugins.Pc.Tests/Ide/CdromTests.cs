using System.Buffers.Binary;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests.Ide;

/// <summary>The ATAPI CD-ROM drive.</summary>
public sealed class CdromTests
{
    private const int Sector = 2048;
    private const int Sectors = 200;

    private readonly TestDisk _disc = IdeRig.Filled(Sectors, Sector);
    private readonly IdeRig _rig;

    public CdromTests()
    {
        _rig = new IdeRig(1, ("cdrom2", _disc));
        _rig.Do(0).ShouldBe([6, 0x29, 0]);      // it tells once that it was reset
    }

    [Fact]
    public void After_a_reset_it_shows_the_signature_of_packet_devices()
    {
        _rig.Control(4);
        _rig.Control(0);

        (_rig.Read(2), _rig.Read(3), _rig.Read(4), _rig.Read(5), _rig.AltStatus).ShouldBe(((byte)1, (byte)1, (byte)0x14, (byte)0xEB, (byte)0));
        _rig.Do(0).ShouldBe([6, 0x29, 0]);
        _rig.Do(0).ShouldBe([0, 0, 0]);
    }

    [Theory]
    [InlineData(0xEC)]
    [InlineData(0x20)]
    public void ATA_commands_tell_what_it_is(int command)
    {
        _rig.Start(command, sector: 5, device: 0);

        (_rig.Read(4), _rig.Read(5)).ShouldBe(((byte)0x14, (byte)0xEB));
        (_rig.Status, _rig.Error).ShouldBe(((byte)0x41, (byte)4));
    }

    [Fact]
    public void Identify_says_that_it_is_a_CDROM()
    {
        ushort[] id = _rig.Identify(0xA1);

        id[0].ShouldBe((ushort)0x85C0);
        (id[82] & 0x10).ShouldBe(0x10);
        id[63].ShouldBe((ushort)0x0407);
        _rig.Status.ShouldBe((byte)0x40);
    }

    [Fact]
    public void A_device_reset_stops_it_in_the_middle()
    {
        _rig.Packet([0x28, 0, 0, 0, 0, 0, 0, 0, 4]);
        _rig.AltStatus.ShouldBe(IdeRig.Busy);

        _rig.Write(7, 0x08);

        (_rig.AltStatus, _rig.Read(4), _rig.Read(5)).ShouldBe(((byte)0, (byte)0x14, (byte)0xEB));
        _rig.Work();
        _rig.Interrupt.ShouldBeFalse();
    }

    [Fact]
    public void Inquiry_names_it()
    {
        byte[] data = _rig.Ask(0x12, 0, 0, 0, 36);

        (data[0], data[1], data[3], data.Length).ShouldBe(((byte)5, (byte)0x80, (byte)0x21, 36));
        Encoding.ASCII.GetString(data, 8, 8).ShouldBe("GENEMU  ");
        _rig.Ask(0x12, 0, 0, 0, 5).Length.ShouldBe(5);
        _rig.Do(0x12, 0, 0, 0, 0).ShouldBe([0, 0, 0]);
        _rig.Do(0x12, 1, 0x83, 0, 36).ShouldBe([5, 0x24, 0]);
    }

    [Fact]
    public void Capacity_is_the_last_sector()
        => _rig.Ask(0x25).ShouldBe([0, 0, 0, Sectors - 1, 0, 0, 8, 0]);

    [Theory]
    [InlineData(0xFFFE, 2048 * 3)]
    [InlineData(0xFFFF, 2048 * 3)]
    [InlineData(2048, 2048)]
    [InlineData(1001, 1000)]
    [InlineData(1, 2)]
    public void Sectors_come_in_blocks_of_the_byte_count(int byteCount, int block)
    {
        _rig.Packet([0x28, 0, 0, 0, 0, 7, 0, 0, 3], byteCount);
        _rig.Work();
        byte[] read = new byte[3 * Sector];
        for (int at = 0; at < read.Length; at += block)
        {
            _rig.Interrupt.ShouldBeTrue();
            int count = Math.Min(block, read.Length - at);
            (_rig.Read(4) | (_rig.Read(5) << 8)).ShouldBe(count);
            _rig.Read(2).ShouldBe((byte)2);
            _rig.Status.ShouldBe((byte)0x48);
            _rig.ReadData(count).CopyTo(read, at);
        }

        _rig.Interrupt.ShouldBeTrue();
        (_rig.Read(2), _rig.Status).ShouldBe(((byte)3, (byte)0x40));
        IdeRig.ShouldBeSame(read, _disc.Contents[(7 * Sector)..(10 * Sector)]);
    }

    [Fact]
    public void Many_sectors_come_by_bus_master()
    {
        _rig.SetTable((0x1_0000, 0x1_0000), (0x2_0000, 0x1_0000), (0x3_0000, 8 * Sector));
        _rig.Packet([0xA8, 0, 0, 0, 0, 1, 0, 0, 0, 72], dma: true);
        _rig.StartMaster(toMemory: true);
        _rig.Board.Advance(3 * IdeRig.Latency);

        _rig.Interrupt.ShouldBeTrue();
        (_rig.Read(2), _rig.Status).ShouldBe(((byte)3, (byte)0x40));
        IdeRig.ShouldBeSame(_rig.Board.Memory.Bytes.AsSpan(0x1_0000, 72 * Sector), _disc.Contents.AsSpan(Sector, 72 * Sector));
    }

    [Fact]
    public void Answers_come_by_bus_master_too()
    {
        _rig.SetTable((0x1_0000, 36));
        _rig.Packet([0x12, 0, 0, 0, 36], dma: true);
        _rig.StartMaster(toMemory: true);

        (_rig.MasterStatus & 7).ShouldBe(4);
        _rig.Board.Memory.Bytes[0x1_0000].ShouldBe((byte)5);
    }

    [Theory]
    [InlineData(Sectors, 1)]
    [InlineData(Sectors - 1, 2)]
    [InlineData(-1, 1)]
    public void Sectors_beyond_the_end_are_an_error(int sector, byte count)
    {
        byte[] packet = [0x28, 0, 0, 0, 0, 0, 0, 0, count];
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(2), sector);

        _rig.Packet(packet);

        (_rig.Status, _rig.Error).ShouldBe(((byte)0x41, (byte)0x54));
        _rig.Sense().ShouldBe([5, 0x21, 0]);
        _rig.Sense().ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void A_read_of_nothing_succeeds() => _rig.Do(0x28).ShouldBe([0, 0, 0]);

    [Fact]
    public void Data_without_a_byte_count_are_aborted()
    {
        _rig.Packet([0x25], byteCount: 0);

        (_rig.Status, _rig.Error).ShouldBe(((byte)0x41, (byte)4));
    }

    [Fact]
    public void Overlapped_commands_are_aborted()
    {
        _rig.Write(1, 2);
        _rig.Write(7, 0xA0);

        (_rig.Status, _rig.Error).ShouldBe(((byte)0x41, (byte)4));
    }

    [Fact]
    public void What_the_hosts_file_cannot_give_is_a_medium_error()
    {
        _disc.Broken = true;
        _rig.Packet([0x28, 0, 0, 0, 0, 0, 0, 0, 1]);
        _rig.Work();

        (_rig.Status, _rig.Error).ShouldBe(((byte)0x41, (byte)0x34));
        _rig.Sense().ShouldBe([3, 0x11, 0]);
    }

    [Fact]
    public void The_contents_are_one_track_and_the_lead_out()
    {
        _rig.Ask(0x43, 0, 0, 0, 0, 0, 0, 1, 0).ShouldBe([0, 18, 1, 1, 0, 0x14, 1, 0, 0, 0, 0, 0, 0, 0x16, 0xAA, 0, 0, 0, 0, Sectors]);
        _rig.Ask(0x43, 2, 0, 0, 0, 0, 0xAA, 1, 0).ShouldBe([0, 10, 1, 1, 0, 0x16, 0xAA, 0, 0, 0, 4, 50]);
        _rig.Ask(0x43, 0, 1, 0, 0, 0, 0, 1, 0).ShouldBe([0, 10, 1, 1, 0, 0x14, 1, 0, 0, 0, 0, 0]);
        _rig.Do(0x43, 0, 2, 0, 0, 0, 0, 1, 0).ShouldBe([5, 0x24, 0]);
        _rig.Do(0x43, 0, 0, 0, 0, 0, 2, 1, 0).ShouldBe([5, 0x24, 0]);
    }

    [Fact]
    public void The_tray_opens_unless_it_is_locked()
    {
        _rig.Do(0x1E, 0, 0, 0, 1).ShouldBe([0, 0, 0]);
        _rig.Do(0x1B, 0, 0, 0, 2).ShouldBe([5, 0x53, 2]);
        _rig.Do(0x1E, 0, 0, 0, 0).ShouldBe([0, 0, 0]);
        _rig.Do(0x1B, 0, 0, 0, 2).ShouldBe([0, 0, 0]);
        _rig.Do(0).ShouldBe([2, 0x3A, 2]);
        _rig.Do(0x28, 0, 0, 0, 0, 0, 0, 0, 1).ShouldBe([2, 0x3A, 2]);
        _rig.Ask(0x4A, 1, 0, 0, 0x10, 0, 0, 0, 8).ShouldBe([0, 6, 4, 0x10, 3, 1, 0, 0]);
        _rig.Do(0x1B, 0, 0, 0, 3).ShouldBe([0, 0, 0]);
        _rig.Do(0).ShouldBe([6, 0x28, 0]);
        _rig.Do(0).ShouldBe([0, 0, 0]);
        _rig.Ask(0x4A, 1, 0, 0, 0x10, 0, 0, 0, 8).ShouldBe([0, 6, 4, 0x10, 2, 2, 0, 0]);
        _rig.Ask(0x4A, 1, 0, 0, 0x10, 0, 0, 0, 8).ShouldBe([0, 6, 4, 0x10, 0, 2, 0, 0]);
    }

    [Fact]
    public void Events_can_only_be_polled_and_are_those_of_media()
    {
        _rig.Do(0x4A, 0, 0, 0, 0x10, 0, 0, 0, 8).ShouldBe([5, 0x24, 0]);
        _rig.Ask(0x4A, 1, 0, 0, 0x40, 0, 0, 0, 8).ShouldBe([0, 2, 0x80, 0x10]);
    }

    [Fact]
    public void Features_and_profile_are_a_CDs()
    {
        byte[] all = _rig.Ask(0x46, 0, 0, 0, 0, 0, 0, 1, 0);
        (BinaryPrimitives.ReadInt32BigEndian(all) + 4).ShouldBe(all.Length);
        all[7].ShouldBe((byte)8);
        _rig.Ask(0x46, 2, 0, 0x1E, 0, 0, 0, 1, 0)[8..].ShouldBe([0, 0x1E, 1, 4, 0, 0, 0, 0]);
        _rig.Ask(0x46, 2, 0, 0x77, 0, 0, 0, 1, 0).Length.ShouldBe(8);
        _rig.Do(0x46, 3, 0, 0, 0, 0, 0, 1, 0).ShouldBe([5, 0x24, 0]);
    }

    [Fact]
    public void Mode_pages_tell_what_the_drive_can_do()
    {
        byte[] page = _rig.Ask(0x5A, 0, 0x2A, 0, 0, 0, 0, 1, 0);
        (page.Length, page[1], page[8], page[9]).ShouldBe((30, (byte)28, (byte)0x2A, (byte)20));
        _rig.Ask(0x5A, 0, 0x3F, 0, 0, 0, 0, 1, 0).Length.ShouldBe(38);
        _rig.Do(0x5A, 0, 0x0E, 0, 0, 0, 0, 1, 0).ShouldBe([5, 0x24, 0]);
        _rig.Do(0x5A, 0, 0xEA, 0, 0, 0, 0, 1, 0).ShouldBe([5, 0x39, 0]);
    }

    [Fact]
    public void Disc_and_mechanism_have_their_say()
    {
        _rig.Ask(0x51, 0, 0, 0, 0, 0, 0, 1, 0)[..3].ShouldBe([0, 32, 0x0E]);
        _rig.Ask(0xBD, 0, 0, 0, 0, 0, 0, 0, 0, 8).ShouldBe([0, 0, 0, 0, 0, 1, 0, 0]);
        _rig.Do(0x2B, 0, 0, 0, 0, 5).ShouldBe([0, 0, 0]);
    }

    [Theory]
    [InlineData(0x2A)]
    [InlineData(0x55)]
    [InlineData(0xFF)]
    public void Unknown_packets_are_an_error(byte command) => _rig.Do(command).ShouldBe([5, 0x20, 0]);

    [Fact]
    public void One_position_takes_one_drive()
        => Should.Throw<DeviceConfigurationException>(() => new IdeRig(0, ("disk1", IdeRig.Filled(1)), ("cdrom1", _disc))).Message.ShouldContain("disk1");

    [Fact]
    public void A_medium_is_whole_sectors()
        => Should.Throw<DeviceConfigurationException>(() => new IdeRig(0, ("cdrom1", new TestDisk(512)))).Message.ShouldContain("2048-byte sectors");
}
