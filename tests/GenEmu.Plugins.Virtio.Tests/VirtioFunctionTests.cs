namespace GenEmu.Plugins.Virtio.Tests;

/// <summary>What all virtio devices have in common, tried on the entropy device: one queue, one buffer.</summary>
public sealed class VirtioFunctionTests
{
    private const byte NeedsReset = 0x40;
    private const ulong Buffer = 0x8000;

    private readonly VirtioDriver _driver = new(VirtioDriver.MakeBoard(new VirtioEntropy()));

    [Fact]
    public void It_is_a_modern_device_with_five_capabilities()
    {
        TestBoard board = _driver.Board;
        board.Config32(4, 0, 0x00).ShouldBe(0x1044_1AF4u);
        board.Config8(4, 0, 0x08).ShouldBe((byte)1);
        board.Config16(4, 0, 0x2E).ShouldBeGreaterThanOrEqualTo((ushort)0x40);
        (board.Config16(4, 0, 0x06) & 0x10).ShouldBe(0x10);
        board.Config8(4, 0, 0x3D).ShouldBe((byte)1);
        var types = new List<int>();
        for (int at = board.Config8(4, 0, 0x34); at != 0; at = board.Config8(4, 0, at + 1))
        {
            board.Config8(4, 0, at).ShouldBe((byte)9);
            types.Add(board.Config8(4, 0, at + 3));
        }

        types.Order().ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public void Features_are_agreed_on_only_with_VERSION_1_and_without_inventions()
    {
        (_driver.Features >> 32 & 1).ShouldBe(1UL);
        foreach ((ulong features, bool accepted) in ((ulong, bool)[])[(0, false), (1UL << 32 | 1UL << 28, false), (1UL << 32, true)])
        {
            _driver.Status = 0;
            _driver.Status = 3;
            _driver.ChooseFeatures(features);
            _driver.Status = 11;
            (_driver.Status & 8).ShouldBe(accepted ? 8 : 0);
        }
    }

    [Fact]
    public void It_does_not_start_without_agreement()
    {
        _driver.Status = 7;
        _driver.Status.ShouldBe((byte)3);
    }

    [Fact]
    public void A_chain_comes_back_with_an_interrupt_that_reading_acknowledges()
    {
        _driver.Start();
        int head = _driver.Offer(0, (Buffer, 16, true));

        _driver.Returned(0).ShouldBe(((uint)head, 16u));
        _driver.Interrupt.ShouldBeTrue();
        (_driver.Board.Config16(4, 0, 6) & 8).ShouldBe(8);
        _driver.TakeInterrupts().ShouldBe((byte)1);
        _driver.Interrupt.ShouldBeFalse();
        _driver.TakeInterrupts().ShouldBe((byte)0);
    }

    [Fact]
    public void Interrupts_can_be_switched_off_at_the_function_and_in_the_queue()
    {
        _driver.Start();
        _driver.Board.SetConfig16(4, 0, 4, 0x406);
        _driver.Offer(0, (Buffer, 16, true));
        _driver.Interrupt.ShouldBeFalse();
        _driver.Board.SetConfig16(4, 0, 4, 6);
        _driver.Interrupt.ShouldBeTrue();

        _driver.TakeInterrupts();
        _driver.WantNoInterrupts(0);
        _driver.Offer(0, (Buffer, 16, true));
        _driver.Interrupt.ShouldBeFalse();
        _driver.Returned(0).ShouldNotBeNull();
        _driver.Returned(0).ShouldNotBeNull();
    }

    [Fact]
    public void It_is_no_bus_master_unless_it_may()
    {
        _driver.Start();
        _driver.Board.SetConfig16(4, 0, 4, 2);
        _driver.Offer(0, (Buffer, 16, true));
        _driver.Returned(0).ShouldBeNull();
    }

    [Fact]
    public void A_queue_that_is_on_does_not_move()
    {
        _driver.Start();
        ulong before = _driver.Common(0x20, 4);
        _driver.SetCommon(0x16, 2, 0);
        _driver.SetCommon(0x20, 4, 0x5000);
        _driver.Common(0x20, 4).ShouldBe(before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(128)]
    public void A_queue_has_a_size_that_is_possible(int size)
    {
        _driver.SetCommon(0x18, 2, (uint)size);
        _driver.Common(0x18, 2).ShouldBe(64UL);
    }

    [Fact]
    public void There_are_no_queues_but_those_there_are()
    {
        _driver.Common(0x12, 2).ShouldBe(1UL);
        _driver.SetCommon(0x16, 2, 1);
        _driver.Common(0x18, 2).ShouldBe(0UL);
        _driver.SetCommon(0x1C, 2, 1);
        _driver.Common(0x1C, 2).ShouldBe(0UL);
    }

    [Fact]
    public void Configuration_cycles_reach_the_registers()
    {
        TestBoard board = _driver.Board;
        board.SetConfig8(4, 0, 0x88, 0);
        board.SetConfig32(4, 0, 0x8C, 0x12);
        board.SetConfig32(4, 0, 0x90, 2);
        board.Config16(4, 0, 0x94).ShouldBe((ushort)1);

        board.SetConfig32(4, 0, 0x8C, 0x14);
        board.SetConfig32(4, 0, 0x90, 1);
        board.SetConfig8(4, 0, 0x94, 3);
        _driver.Status.ShouldBe((byte)3);

        board.SetConfig32(4, 0, 0x8C, uint.MaxValue);
        board.SetConfig32(4, 0, 0x90, 4);
        _ = board.Config32(4, 0, 0x94);
        board.SetConfig32(4, 0, 0x94, 0);
        _driver.Status.ShouldBe((byte)3);
    }

    public static TheoryData<string, int, ulong, uint, int, int> Nonsense => new()
    {
        { "a head outside the table", VirtioDriver.QueueSize, Buffer, 16, 2, 0 },
        { "a loop", 0, Buffer, 16, 2 | 1, 0 },
        { "the next outside the table", 0, Buffer, 16, 2 | 1, VirtioDriver.QueueSize },
        { "a buffer behind RAM", 0, VirtioDriver.Ram - 15, 16, 2, 0 },
        { "a buffer in the window itself", 0, 0xF000_0000, 16, 2, 0 },
        { "an address that wraps", 0, ulong.MaxValue - 7, 16, 2, 0 },
        { "4 GiB", 0, 0, uint.MaxValue, 2, 0 },
        { "an indirect table", 0, Buffer, 16, 4, 0 },
        { "an unknown flag", 0, Buffer, 16, 2 | 8, 0 },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void A_chain_that_makes_no_sense_stops_the_device_until_it_is_reset(string what, int head, ulong address, uint length, int flags, int next)
    {
        _driver.Start();
        _driver.Describe(0, 0, address, length, flags, next);
        _driver.Publish(0, head);
        _driver.Notify(0);

        (_driver.Status & NeedsReset).ShouldBe(NeedsReset, what);
        _driver.TakeInterrupts().ShouldBe((byte)2);
        _driver.Returned(0).ShouldBeNull();
        _driver.Offer(0, (Buffer, 16, true));
        _driver.Returned(0).ShouldBeNull();

        _driver.Start();
        _driver.Offer(0, (Buffer, 16, true));
        _driver.Returned(0).ShouldNotBeNull();
    }

    [Fact]
    public void Readable_buffers_come_before_writable_ones()
    {
        _driver.Start();
        _driver.Offer(0, (Buffer, 16, true), (Buffer, 16, false));
        (_driver.Status & NeedsReset).ShouldBe(NeedsReset);
    }

    [Fact]
    public void More_chains_than_fit_stop_the_device()
    {
        _driver.Start();
        _driver.PutAvailableIndex(0, VirtioDriver.QueueSize + 1);
        _driver.Notify(0);
        (_driver.Status & NeedsReset).ShouldBe(NeedsReset);
    }

    [Theory]
    [InlineData(0xF000_0000UL)]
    [InlineData(ulong.MaxValue - 0x2FFF)]
    [InlineData(0x1_0001UL)]
    public void Rings_outside_RAM_or_askew_stop_the_device(ulong at)
    {
        _driver.Status = 3;
        _driver.ChooseFeatures(1UL << 32);
        _driver.Status = 11;
        _driver.SetUp(0, at);
        _driver.Status = 15;
        (_driver.Status & NeedsReset).ShouldBe(NeedsReset);
    }

    /// <summary>Whatever a driver writes where, the device comes back and can be started again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_drivers_do_no_harm(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            _driver.Start();
            random.NextBytes(_driver.Memory(0x1_0000, VirtioDriver.QueueSize * 16));
            for (int i = 0; i < VirtioDriver.QueueSize && random.Next(4) != 0; i++)
            {
                _driver.Describe(0, i, (ulong)random.Next(0x11_0000), (uint)random.Next(0x1_0000), random.Next(4), random.Next(VirtioDriver.QueueSize + 1));
            }

            random.NextBytes(_driver.Memory(0x1_1004, 16));
            _driver.PutAvailableIndex(0, (ushort)random.Next(VirtioDriver.QueueSize + 2));
            _driver.Notify(0);
            _driver.SetCommon((uint)random.Next(0x38), 1 << random.Next(3), (uint)random.NextInt64());
            _driver.Notify(random.Next(2));
        }

        _driver.Start();
        _driver.Offer(0, (Buffer, 16, true));
        _driver.Returned(0).ShouldNotBeNull();
    }

    [Fact]
    public void A_loaded_state_goes_on()
    {
        _driver.Start();
        _driver.Offer(0, (Buffer, 16, true));
        TestBoard other = VirtioDriver.MakeBoard(new VirtioEntropy());

        other.LoadFrom(_driver.Board);

        other.Net("pirqd").Level.ShouldBe(_driver.Board.Net("pirqd").Level);
        other.MemoryMap.Read(0xF000_0014, 1).ShouldBe(15UL);
    }

    [Fact]
    public void A_hard_reset_takes_everything_away()
    {
        _driver.Start();
        _driver.Offer(0, (Buffer, 16, true));
        _driver.Board.Reset(ResetKind.Hard);
        _driver.Interrupt.ShouldBeFalse();
        _driver.Board.Config32(4, 0, 0x10).ShouldBe(0u);
    }

    [Fact]
    public void A_device_that_leaves_makes_room_for_its_successor()
    {
        var first = new VirtioEntropy();
        TestBoard board = VirtioDriver.MakeBoard(first);
        first.Dispose();
        board.Config32(4, 0, 0).ShouldBe(uint.MaxValue);

        board.Add(new VirtioEntropy(), "slot=4");
        board.Config32(4, 0, 0).ShouldBe(0x1044_1AF4u);
    }

    [Fact]
    public void Without_a_PCI_bus_it_says_what_is_missing() =>
        Should.Throw<DeviceConfigurationException>(() => new TestBoard().Add(new VirtioEntropy())).Message.ShouldContain("genemu.i440fx");
}
