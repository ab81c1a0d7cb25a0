using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests.Ide;

/// <summary>The PCI function, and sectors by bus master.</summary>
public sealed class BusMasterTests
{
    private const int Sector = 512;
    private const uint Buffer = 0x1_0000;

    private readonly TestDisk _disk = IdeRig.Filled(2048);
    private readonly IdeRig _rig;

    public BusMasterTests() => _rig = new IdeRig(0, ("disk0", _disk), ("disk2", IdeRig.Filled(4)));

    [Fact]
    public void The_function_introduces_itself()
    {
        TestBoard board = _rig.Board;
        board.Config32(1, 1, 0x00).ShouldBe(0x7010_8086u);
        (board.Config32(1, 1, 0x08) >> 8).ShouldBe(0x01_0180u);
        board.SetConfig32(1, 1, 0x20, 0xFFFF_FFFF);
        board.Config32(1, 1, 0x20).ShouldBe(0xFFFF_FFF1u);
        board.Config32(1, 1, 0x10).ShouldBe(0u);
        board.Config8(1, 1, 0x3D).ShouldBe((byte)0);
        board.Config16(1, 1, 0x06).ShouldBe((ushort)0x0280);
    }

    [Fact]
    public void Channels_answer_only_where_they_are_enabled()
    {
        TestBoard board = _rig.Board;
        board.SetConfig16(1, 1, 0x42, 0);
        (board.PortMap.IsClaimed(0x1F7), board.PortMap.IsClaimed(0x177), board.PortMap.IsClaimed(0x376)).ShouldBe((true, false, false));
        board.SetConfig16(1, 1, 0x04, 4);
        board.PortMap.IsClaimed(0x1F7).ShouldBeFalse();
        board.PortMap.IsClaimed(IdeRig.BusMaster).ShouldBeFalse();

        _rig.Enable();
        board.Reset(ResetKind.Hard);

        board.PortMap.IsClaimed(0x1F7).ShouldBeFalse();
    }

    [Fact]
    public void Firmware_enables_everything()
    {
        TestBoard board = new();
        var ide = new Piix3Ide();
        board.AddAll(new I440fx(), new Piix3(), ide);

        ((IFirmwareSetUp)ide).SetUp();

        board.PortMap.IsClaimed(0x1F7).ShouldBeTrue();
        board.PortMap.IsClaimed(0x177).ShouldBeTrue();
        board.Config16(1, 1, 0x04).ShouldBe((ushort)5);
    }

    [Fact]
    public void A_base_address_in_front_of_a_channel_takes_nothing_from_it()
    {
        _rig.Board.SetConfig32(1, 1, 0x20, 0x1F0);
        _rig.Board.SetConfig16(1, 1, 0x04, 5);

        _rig.AltStatus.ShouldBe(IdeRig.Ready);
        _rig.Identify()[0].ShouldBe((ushort)0x40);
    }

    [Theory]
    [InlineData(0xC8)]
    [InlineData(0xC9)]
    public void Sectors_go_to_the_regions_of_the_table(int command)
    {
        _rig.SetTable((Buffer, 100), (Buffer + 0x1000, 412), (Buffer + 0x2000, 512));
        _rig.Start(command, sector: 5, count: 2);
        _rig.StartMaster(toMemory: true);
        (_rig.MasterStatus & 7).ShouldBe(1);
        _rig.Interrupt.ShouldBeFalse();

        _rig.Work();

        _rig.Interrupt.ShouldBeTrue();
        (_rig.MasterStatus & 7).ShouldBe(4);
        _rig.Status.ShouldBe(IdeRig.Ready);
        byte[] memory = _rig.Board.Memory.Bytes;
        byte[] read = [.. memory.Skip((int)Buffer).Take(100), .. memory.Skip((int)Buffer + 0x1000).Take(412), .. memory.Skip((int)Buffer + 0x2000).Take(512)];
        IdeRig.ShouldBeSame(read, _disk.Contents[(5 * Sector)..(7 * Sector)]);
        _rig.Board.Out8(IdeRig.BusMaster + 2, 4);
        (_rig.MasterStatus & 7).ShouldBe(0);
    }

    [Fact]
    public void The_drive_waits_for_the_bus_master()
    {
        _rig.SetTable((Buffer, 512));
        _rig.Start(0xC8);
        _rig.Work();
        _rig.Board.Advance(1_000_000);
        _rig.AltStatus.ShouldBe(IdeRig.Busy);

        _rig.StartMaster(toMemory: true);

        _rig.Interrupt.ShouldBeTrue();
        IdeRig.ShouldBeSame(_rig.Board.Memory.Bytes.AsSpan((int)Buffer, 512), _disk.Contents.AsSpan(0, 512));
    }

    [Fact]
    public void A_controller_that_may_not_be_a_master_waits_too()
    {
        _rig.SetTable((Buffer, 512));
        _rig.Board.SetConfig16(1, 1, 0x04, 1);
        _rig.Start(0xC8);
        _rig.StartMaster(toMemory: true);
        _rig.Work();
        _rig.Interrupt.ShouldBeFalse();

        _rig.Board.SetConfig16(1, 1, 0x04, 5);

        _rig.Interrupt.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0xCA, 200)]
    [InlineData(0xCB, 256)]
    public void Sectors_come_from_the_regions_of_the_table(int command, int count)
    {
        byte[] memory = _rig.Board.Memory.Bytes;
        new Random(1).NextBytes(memory.AsSpan((int)Buffer, count * Sector));
        int rest = (count * Sector) - 0x1_0000;
        _rig.SetTable((Buffer, 0x1_0000), (Buffer + 0x1_0000, rest));
        _rig.Start(command, sector: 40, count: count);
        _rig.StartMaster(toMemory: false);
        _rig.Work();
        _rig.Interrupt.ShouldBeFalse();         // more than the buffer holds

        _rig.Work();

        _rig.Interrupt.ShouldBeTrue();
        (_rig.MasterStatus & 7).ShouldBe(4);
        IdeRig.ShouldBeSame(_disk.Contents[(40 * Sector)..((40 + count) * Sector)], memory[(int)Buffer..((int)Buffer + (count * Sector))]);
    }

    [Fact]
    public void Extended_commands_do_the_same_far_out()
    {
        var rig = new IdeRig(0, ("disk0", new SparseDisk(1L << 40)));
        new Random(2).NextBytes(rig.Board.Memory.Bytes.AsSpan((int)Buffer, 1024));
        rig.SetTable((Buffer, 1024));
        rig.StartExt(0x35, 0x7000_0000, 2);
        rig.StartMaster(toMemory: false);
        rig.Work();
        rig.StopMaster();
        rig.SetTable((Buffer + 0x1000, 1024));
        rig.StartExt(0x25, 0x7000_0000, 2);
        rig.StartMaster(toMemory: true);
        rig.Work();

        Span<byte> memory = rig.Board.Memory.Bytes.AsSpan((int)Buffer);
        IdeRig.ShouldBeSame(memory[..1024], memory.Slice(0x1000, 1024));
    }

    [Fact]
    public void A_table_with_more_room_than_data_leaves_the_master_active()
    {
        _rig.SetTable((Buffer, 1024));
        _rig.Start(0xC8);
        _rig.StartMaster(toMemory: true);
        _rig.Work();

        (_rig.MasterStatus & 7).ShouldBe(5);
        _rig.StopMaster();
        (_rig.MasterStatus & 7).ShouldBe(4);
    }

    [Fact]
    public void A_table_with_less_room_ends_the_master_and_leaves_the_drive_waiting_for_a_reset()
    {
        _rig.SetTable((Buffer, 256));
        _rig.Start(0xC8);
        _rig.StartMaster(toMemory: true);
        _rig.Work();

        (_rig.MasterStatus & 7).ShouldBe(0);
        _rig.AltStatus.ShouldBe(IdeRig.Busy);
        _rig.Control(4);
        _rig.Control(0);
        _rig.AltStatus.ShouldBe(IdeRig.Ready);
        _rig.Identify()[0].ShouldBe((ushort)0x40);
    }

    [Fact]
    public void The_wrong_direction_moves_nothing()
    {
        _rig.SetTable((Buffer, 512));
        _rig.Start(0xC8);
        _rig.StartMaster(toMemory: false);
        _rig.Work();

        _rig.AltStatus.ShouldBe(IdeRig.Busy);
        _rig.Board.Memory.Bytes.AsSpan((int)Buffer, 512).ToArray().ShouldAllBe(b => b == 0);
    }

    [Fact]
    public void A_table_outside_memory_harms_nobody()
    {
        _rig.Board.Out32(IdeRig.BusMaster + 4, 0xFFFF_FFFC);
        _rig.Start(0xC8, count: 256);
        _rig.StartMaster(toMemory: true);
        _rig.Board.Advance(10 * IdeRig.Latency);

        _rig.Control(4);
        _rig.Control(0);
        _rig.AltStatus.ShouldBe(IdeRig.Ready);
    }

    [Fact]
    public void Both_channels_have_registers_of_their_own()
    {
        _rig.Board.Out32(IdeRig.BusMaster + 4, 0x1234_5678);
        _rig.Board.Out32(IdeRig.BusMaster + 12, 0x8765_4321);
        _rig.Board.Out8(IdeRig.BusMaster + 2, 0x60);

        (_rig.Board.In32(IdeRig.BusMaster + 4), _rig.Board.In32(IdeRig.BusMaster + 12)).ShouldBe((0x1234_5678u, 0x8765_4320u));
        (_rig.Board.In8(IdeRig.BusMaster + 2), _rig.Board.In8(IdeRig.BusMaster + 10)).ShouldBe(((byte)0x60, (byte)0));
        (_rig.Board.In8(IdeRig.BusMaster + 1), _rig.Board.In8(IdeRig.BusMaster + 3)).ShouldBe(((byte)0, (byte)0));
    }

    [Fact]
    public void The_secondary_channel_works_beside_the_primary()
    {
        _rig.SetTable((Buffer, 512));
        _rig.Start(0xC8);
        _rig.Board.Out8(0x176, 0xE0);
        _rig.Board.Out8(0x172, 1);
        _rig.Board.Out8(0x173, 2);
        _rig.Board.Out8(0x177, 0x20);
        _rig.StartMaster(toMemory: true);
        _rig.Work();

        (_rig.Interrupt, _rig.Board.Net("irq15").Level).ShouldBe((true, true));
        _rig.Board.In16(0x170).ShouldBe(BitConverter.ToUInt16(IdeRig.Filled(4).Contents, 2 * Sector));
    }

    [Fact]
    public void A_transfer_goes_on_after_a_load()
    {
        _rig.SetTable((Buffer, 0x1_0000), (Buffer + 0x1_0000, 0x1_0000));
        _rig.Start(0xC8, count: 256);
        _rig.StartMaster(toMemory: true);
        _rig.Board.Advance(IdeRig.Latency * 3 / 2);
        IdeRig copy = _rig.Copy(_disk);

        copy.Board.Advance(IdeRig.Latency / 2);

        copy.Interrupt.ShouldBeTrue();
        IdeRig.ShouldBeSame(copy.Board.Memory.Bytes.AsSpan((int)Buffer, 0x2_0000), _disk.Contents.AsSpan(0, 0x2_0000));
    }
}
