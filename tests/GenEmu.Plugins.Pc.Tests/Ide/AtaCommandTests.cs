using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests.Ide;

/// <summary>Commands of ATA disks that move no sectors, registers, resets.</summary>
public sealed class AtaCommandTests
{
    private readonly IdeRig _rig = new(0, ("disk0", IdeRig.Filled(2048)));

    [Fact]
    public void After_a_reset_a_disk_shows_its_signature()
    {
        (_rig.Error, _rig.Read(2), _rig.Read(3), _rig.Read(4), _rig.Read(5), _rig.Read(6)).ShouldBe(((byte)1, (byte)1, (byte)1, (byte)0, (byte)0, (byte)0));
        _rig.AltStatus.ShouldBe(IdeRig.Ready);
        _rig.Interrupt.ShouldBeFalse();
    }

    [Fact]
    public void A_software_reset_makes_both_drives_busy_and_brings_the_signature_back()
    {
        _rig.Start(0x20, sector: 77, count: 5);
        _rig.Control(0x04);
        _rig.AltStatus.ShouldBe(IdeRig.Busy);
        _rig.Read(3).ShouldBe(IdeRig.Busy);      // a busy drive has no other answer

        _rig.Control(0x00);

        (_rig.Error, _rig.Read(2), _rig.Read(3), _rig.Read(4), _rig.Read(5), _rig.Read(6)).ShouldBe(((byte)1, (byte)1, (byte)1, (byte)0, (byte)0, (byte)0));
        _rig.AltStatus.ShouldBe(IdeRig.Ready);
        _rig.Work();
        _rig.Interrupt.ShouldBeFalse();         // the command is forgotten
    }

    [Fact]
    public void Where_there_is_no_drive_the_bus_floats_low_at_bit_7()
    {
        var empty = new IdeRig(1, ("disk0", IdeRig.Filled(1)));

        Enumerable.Range(1, 7).Select(empty.Read).ShouldAllBe(value => value == 0x7F);
        empty.AltStatus.ShouldBe((byte)0x7F);
        empty.Write(7, 0xEC);
        empty.Interrupt.ShouldBeFalse();
    }

    [Fact]
    public void The_first_drive_answers_for_a_second_that_is_not_there()
    {
        _rig.Write(2, 0x55);
        _rig.Select(0xB0);

        (_rig.Status, _rig.AltStatus).ShouldBe(((byte)0, (byte)0));
        (_rig.Read(2), _rig.Read(6)).ShouldBe(((byte)0x55, (byte)0xB0));
        _rig.Write(7, 0xEC);
        _rig.Interrupt.ShouldBeFalse();
        _rig.Status.ShouldBe((byte)0);
    }

    [Fact]
    public void Identify_tells_the_truth()
    {
        ushort[] id = _rig.Identify();

        id[0].ShouldBe((ushort)0x0040);
        (id[1], id[3], id[6]).ShouldBe(((ushort)2, (ushort)16, (ushort)63));
        (id[54], id[55], id[56], id[57], id[58]).ShouldBe(((ushort)2, (ushort)16, (ushort)63, (ushort)2016, (ushort)0));
        (id[60] | (id[61] << 16)).ShouldBe(2048);
        (id[100] | (id[101] << 16)).ShouldBe(2048);
        id[47].ShouldBe((ushort)0x8010);
        id[59].ShouldBe((ushort)0);
        id[63].ShouldBe((ushort)0x0407);
        id[88].ShouldBe((ushort)0);
        Text(id, 27, 20).ShouldBe("GenEmu hard disk");
        Text(id, 10, 10).ShouldBe("GENEMU0");
        id.Sum(word => (word & 0xFF) + (word >> 8)).ShouldSatisfyAllConditions(sum => (sum % 256).ShouldBe(0));
        (id[255] & 0xFF).ShouldBe(0xA5);
        _rig.Status.ShouldBe(IdeRig.Ready);
    }

    [Fact]
    public void A_large_disk_is_numbered_in_48_bits()
    {
        var rig = new IdeRig(0, ("disk0", new SparseDisk(200L << 30)));

        ushort[] id = rig.Identify();

        id[1].ShouldBe((ushort)16383);
        (id[60] | (id[61] << 16)).ShouldBe(0x0FFF_FFFF);
        (id[100] | ((long)id[101] << 16) | ((long)id[102] << 32)).ShouldBe((200L << 30) / 512);
    }

    [Fact]
    public void Reading_the_status_acknowledges_the_interrupt_and_the_alternate_one_does_not()
    {
        _rig.Start(0xEC);
        _rig.Interrupt.ShouldBeTrue();

        _ = _rig.AltStatus;
        _rig.Interrupt.ShouldBeTrue();
        _ = _rig.Status;
        _rig.Interrupt.ShouldBeFalse();
    }

    [Fact]
    public void Interrupts_can_be_disabled_and_wait()
    {
        _rig.Control(0x02);
        _rig.Start(0xE7);
        _rig.Work();
        _rig.Interrupt.ShouldBeFalse();

        _rig.Control(0x00);

        _rig.Interrupt.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0x00)]          // NOP
    [InlineData(0x08)]          // DEVICE RESET is for packet devices
    [InlineData(0xA0)]          // PACKET too
    [InlineData(0xA1)]
    [InlineData(0xB0)]          // SMART
    [InlineData(0xC4)]          // READ MULTIPLE before SET MULTIPLE MODE
    [InlineData(0xF8)]
    public void What_a_disk_does_not_know_it_aborts(int command)
    {
        _rig.Start(command);

        _rig.Interrupt.ShouldBeTrue();
        (_rig.Status, _rig.Error).ShouldBe((IdeRig.Failed, (byte)0x04));
        _rig.Start(0xE5);
        (_rig.Status, _rig.Error).ShouldBe((IdeRig.Ready, (byte)0));
    }

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x1F)]
    [InlineData(0x70)]
    [InlineData(0x95)]
    [InlineData(0xE0)]
    [InlineData(0xE1)]
    [InlineData(0xE2)]
    [InlineData(0xE3)]
    [InlineData(0xE6)]
    public void Commands_without_data_end_with_an_interrupt(int command)
    {
        _rig.Start(command);

        _rig.Interrupt.ShouldBeTrue();
        _rig.Status.ShouldBe(IdeRig.Ready);
    }

    [Theory]
    [InlineData(0xE5)]
    [InlineData(0x98)]
    public void A_disk_is_always_awake(int command)
    {
        _rig.Start(command, count: 0);

        _rig.Read(2).ShouldBe((byte)0xFF);
    }

    [Theory]
    [InlineData(0xE7)]
    [InlineData(0xEA)]
    public void Flushing_takes_its_time(int command)
    {
        _rig.Start(command);
        _rig.AltStatus.ShouldBe(IdeRig.Busy);
        _rig.Interrupt.ShouldBeFalse();

        _rig.Work();

        _rig.Interrupt.ShouldBeTrue();
        _rig.Status.ShouldBe(IdeRig.Ready);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(16, true)]
    [InlineData(3, false)]
    [InlineData(32, false)]
    public void Multiple_mode_takes_powers_of_two(int sectors, bool possible)
    {
        _rig.Start(0xC6, count: sectors);

        _rig.Status.ShouldBe(possible ? IdeRig.Ready : IdeRig.Failed);
        _rig.Identify()[59].ShouldBe((ushort)(possible && sectors > 0 ? 0x100 | sectors : 0));
    }

    [Theory]
    [InlineData(0x03, 0x22, true)]
    [InlineData(0x03, 0x20, true)]
    [InlineData(0x03, 0x0C, true)]
    [InlineData(0x03, 0x00, true)]
    [InlineData(0x03, 0x23, false)]
    [InlineData(0x03, 0x42, false)]     // Ultra DMA, which PIIX3 does not know
    [InlineData(0x02, 0, true)]
    [InlineData(0x82, 0, true)]
    [InlineData(0x55, 0, true)]
    [InlineData(0xAA, 0, true)]
    [InlineData(0x66, 0, true)]
    [InlineData(0x05, 0, false)]
    public void Features_that_exist_can_be_set(int feature, int count, bool possible)
    {
        _rig.Start(0xEF, features: feature, count: count);

        _rig.Status.ShouldBe(possible ? IdeRig.Ready : IdeRig.Failed);
    }

    [Fact]
    public void Identify_follows_the_settings()
    {
        _rig.Start(0xEF, features: 0x03, count: 0x21);
        _rig.Start(0xEF, features: 0x82);
        _rig.Write(6, 0xE7);
        _rig.Write(2, 32);
        _rig.Write(7, 0x91);        // eight heads, 32 sectors to a track

        ushort[] id = _rig.Identify();

        id[63].ShouldBe((ushort)0x0207);
        (id[85] & 0x20).ShouldBe(0);
        (id[54], id[55], id[56]).ShouldBe(((ushort)8, (ushort)8, (ushort)32));
        (id[1], id[3], id[6]).ShouldBe(((ushort)2, (ushort)16, (ushort)63));
    }

    [Fact]
    public void A_diagnostic_selects_the_first_drive()
    {
        var rig = new IdeRig(0, ("disk0", IdeRig.Filled(1)), ("cdrom1", IdeRig.Filled(1, 2048)));
        rig.Select(0xB0);

        rig.Write(7, 0x90);

        rig.Interrupt.ShouldBeTrue();
        (rig.Read(6), rig.Status, rig.Error).ShouldBe(((byte)0, IdeRig.Ready, (byte)1));
        rig.Select(0x10);
        (rig.Read(4), rig.Read(5)).ShouldBe(((byte)0x14, (byte)0xEB));
    }

    [Fact]
    public void A_busy_disk_takes_no_registers_and_no_command()
    {
        _rig.Start(0x20, sector: 5);

        _rig.Write(2, 99);
        _rig.Write(6, 0xF0);
        _rig.Write(7, 0xEC);
        _rig.Work();

        _rig.ReadData(512)[..4].ShouldBe(IdeRig.Filled(2048).Contents[2560..2564]);
        _rig.Read(2).ShouldBe((byte)1);
        _rig.Read(6).ShouldBe((byte)0xE0);
    }

    [Fact]
    public void Registers_are_two_deep_for_HOB()
    {
        _rig.Write(3, 0x12);
        _rig.Write(3, 0x34);

        _rig.Read(3).ShouldBe((byte)0x34);
        _rig.Control(0x80);
        _rig.Read(3).ShouldBe((byte)0x12);
        _rig.Write(4, 0);       // any write brings the newer ones back
        _rig.Read(3).ShouldBe((byte)0x34);
    }

    private static string Text(ushort[] id, int word, int words)
        => string.Concat(Enumerable.Range(word, words).SelectMany(i => new[] { (char)(id[i] >> 8), (char)(id[i] & 0xFF) })).TrimEnd();
}
