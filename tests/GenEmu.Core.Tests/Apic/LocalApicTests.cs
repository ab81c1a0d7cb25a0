using GenEmu.Abstractions;
using GenEmu.Core.Apic;
using GenEmu.Core.Tests.Support;
using static GenEmu.Core.Apic.ApicRegister;

namespace GenEmu.Core.Tests.LocalApics;

/// <summary>The registers of the local APIC, priorities, messages and errors (SDM vol. 3, chapter 10).</summary>
public sealed class LocalApicTests : IDisposable
{
    private const uint Enabled = 0x1FF;
    private const uint Masked = 0x1_0000;

    private readonly TestCpus _cpus = new();
    private readonly ApicBus _bus = new();
    private readonly List<byte> _ended = [];

    public LocalApicTests()
    {
        _bus.Add(First);
        _bus.Add(Other);
        _bus.InterruptEnded = _ended.Add;
        Write(First, SpuriousVector, Enabled);
        Write(Other, SpuriousVector, Enabled);
    }

    private LocalApic First => _cpus.First.Cpu.Apic!;

    private LocalApic Other => _cpus.Other.Apic!;

    public void Dispose() => _cpus.Dispose();

    [Fact]
    public void RESET_values()
    {
        _cpus.Other.Reset(ResetKind.Hard);
        Read(Other, Id).ShouldBe(0x0100_0000u);
        Read(Other, ApicRegister.Version).ShouldBe(0x0005_0014u);
        Read(Other, SpuriousVector).ShouldBe(0xFFu);
        Read(Other, DestinationFormat).ShouldBe(uint.MaxValue);
        Read(Other, TaskPriority).ShouldBe(0u);
        for (int lvt = FirstLvt; lvt <= LastLvt; lvt += 16)
        {
            Read(Other, lvt).ShouldBe(Masked);
        }
    }

    [Fact]
    public void The_pins_of_the_bootstrap_processor_start_in_virtual_wire_mode()
    {
        _cpus.First.Cpu.Reset(ResetKind.Hard);
        Read(First, LvtPin0).ShouldBe(0x700u);
        Read(First, LvtPin1).ShouldBe(0x400u);
    }

    [Fact]
    public void INIT_keeps_the_identifier_only()
    {
        Write(First, Id, 0x5500_0000);
        Write(First, TaskPriority, 0x20);
        _cpus.First.Cpu.Reset(ResetKind.Init);
        Read(First, Id).ShouldBe(0x5500_0000u);
        Read(First, TaskPriority).ShouldBe(0u);
    }

    [Fact]
    public void The_most_urgent_interrupt_goes_first_and_an_equal_class_waits_for_its_end()
    {
        Send(0, 0x41);
        Send(0, 0x62);
        Send(0, 0x65);
        First.HasInterrupt.ShouldBeTrue();
        First.Acknowledge().ShouldBe((byte)0x65);
        Read(First, ProcessorPriority_).ShouldBe(0x60u);
        First.HasInterrupt.ShouldBeFalse();                     // 62h is of the same class

        Write(First, EndOfInterrupt, 0);
        First.Acknowledge().ShouldBe((byte)0x62);
        Write(First, EndOfInterrupt, 0);
        First.Acknowledge().ShouldBe((byte)0x41);
        Write(First, EndOfInterrupt, 0);
        First.Acknowledge().ShouldBe((byte)0xFF);               // spurious, and not in service
        Read(First, InService + 0x70).ShouldBe(0u);
    }

    [Fact]
    public void Task_priority_holds_back_its_class_and_those_below()
    {
        Write(First, TaskPriority, 0x45);
        Read(First, ProcessorPriority_).ShouldBe(0x45u);
        Send(0, 0x4F);
        First.HasInterrupt.ShouldBeFalse();
        Read(First, InterruptRequest + 0x20).ShouldBe(1u << 15);
        Write(First, TaskPriority, 0x3F);
        First.HasInterrupt.ShouldBeTrue();
    }

    [Fact]
    public void The_end_of_a_level_triggered_interrupt_is_told()
    {
        _bus.Send(new ApicMessage(0, false, ApicDeliveryMode.Fixed, 0x51, IsLevel: true));
        Read(First, TriggerMode + 0x20).ShouldBe(1u << 17);
        First.Acknowledge();
        _ended.ShouldBeEmpty();
        Write(First, EndOfInterrupt, 0);
        _ended.ShouldBe([0x51]);

        Send(0, 0x51);
        Read(First, TriggerMode + 0x20).ShouldBe(0u);
        First.Acknowledge();
        Write(First, EndOfInterrupt, 0);
        _ended.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0x00, false, 0xFFFF_FFFFu, 1)]      // physical identifiers
    [InlineData(0x01, false, 0xFFFF_FFFFu, 2)]
    [InlineData(0xFF, false, 0xFFFF_FFFFu, 3)]
    [InlineData(0x02, false, 0xFFFF_FFFFu, 0)]
    [InlineData(0x01, true, 0xFFFF_FFFFu, 1)]       // flat: bits
    [InlineData(0x03, true, 0xFFFF_FFFFu, 3)]
    [InlineData(0x01, true, 0x0FFF_FFFFu, 1)]       // clusters
    [InlineData(0x02, true, 0x0FFF_FFFFu, 2)]
    [InlineData(0x12, true, 0x0FFF_FFFFu, 0)]
    [InlineData(0xF3, true, 0x0FFF_FFFFu, 3)]
    public void Destinations(byte destination, bool logical, uint format, int reached)
    {
        foreach (LocalApic apic in (LocalApic[])[First, Other])
        {
            Write(apic, DestinationFormat, format);
            Write(apic, LogicalDestination, apic == First ? 0x0100_0000u : 0x0200_0000u);
        }

        _bus.Send(new ApicMessage(destination, logical, ApicDeliveryMode.Fixed, 0x80, false));
        First.HasInterrupt.ShouldBe((reached & 1) != 0);
        Other.HasInterrupt.ShouldBe((reached & 2) != 0);
    }

    [Theory]
    [InlineData(1, 1)]      // self
    [InlineData(2, 3)]      // all
    [InlineData(3, 2)]      // others
    public void Shorthands(int shorthand, int reached)
    {
        Command(First, 0, (uint)(0x80 | (shorthand << 18)));
        First.HasInterrupt.ShouldBe((reached & 1) != 0);
        Other.HasInterrupt.ShouldBe((reached & 2) != 0);
    }

    [Fact]
    public void Lowest_priority_reaches_the_processor_that_does_the_least_urgent_work()
    {
        Write(First, TaskPriority, 0x30);
        _bus.Send(new ApicMessage(0xFF, false, ApicDeliveryMode.LowestPriority, 0x80, false));
        (First.HasInterrupt, Other.HasInterrupt).ShouldBe((false, true));

        Other.Acknowledge();
        _bus.Send(new ApicMessage(0xFF, false, ApicDeliveryMode.LowestPriority, 0x90, false));
        (First.HasInterrupt, Other.HasInterrupt).ShouldBe((true, false));
    }

    [Fact]
    public void Disabled_by_software_it_takes_no_interrupts_and_masks_its_local_vectors()
    {
        Write(First, LvtTimer, 0x40);
        Write(First, SpuriousVector, 0xFF);
        Read(First, LvtTimer).ShouldBe(Masked | 0x40);
        Write(First, LvtTimer, 0x40);
        Read(First, LvtTimer).ShouldBe(Masked | 0x40);
        Send(0, 0x80);
        First.HasInterrupt.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0x0000_4005u, 1u << 5)]             // a vector below 16 is sent
    [InlineData(0x0004_0005u, 1u << 5)]
    public void Sending_an_illegal_vector_is_an_error(uint command, uint error)
    {
        Write(First, LvtError, 0xE1);
        Command(First, 1, command);
        Read(First, ErrorStatus).ShouldBe(0u);                   // until it is written
        Write(First, ErrorStatus, 0);
        Read(First, ErrorStatus).ShouldBe(error);
        Write(First, ErrorStatus, 0);
        Read(First, ErrorStatus).ShouldBe(0u);
        First.Acknowledge().ShouldBe((byte)0xE1);
        Other.HasInterrupt.ShouldBeFalse();
    }

    [Fact]
    public void Receiving_an_illegal_vector_and_touching_what_is_no_register_are_errors()
    {
        _bus.Send(new ApicMessage(0, false, ApicDeliveryMode.Fixed, 0x0F, false));
        Read(First, 0x3F0);
        Write(First, ErrorStatus, 0);
        Read(First, ErrorStatus).ShouldBe((1u << 6) | (1u << 7));
    }

    [Theory]
    [InlineData(0x0B, 1)]
    [InlineData(0x00, 2)]
    [InlineData(0x03, 16)]
    [InlineData(0x0A, 128)]
    public void The_timer_counts_bus_clocks_by_its_divisor_once(uint divide, int divisor)
    {
        var timer = new TestApicTimer(First);
        Write(First, LvtTimer, 0x40);
        Write(First, DivideConfiguration, divide);
        Write(First, InitialCount, 100);
        timer.Advance((30 * 10 * divisor) + 3);
        Read(First, CurrentCount).ShouldBe(70u);
        First.HasInterrupt.ShouldBeFalse();
        timer.Advance(70 * 10 * divisor);
        Read(First, CurrentCount).ShouldBe(0u);
        First.Acknowledge().ShouldBe((byte)0x40);
        Write(First, EndOfInterrupt, 0);
        timer.Advance(1_000_000);
        First.HasInterrupt.ShouldBeFalse();
    }

    [Fact]
    public void The_periodic_timer_goes_on_and_a_masked_one_interrupts_nobody()
    {
        var timer = new TestApicTimer(First);
        Write(First, LvtTimer, 0x2_0040);
        Write(First, DivideConfiguration, 0xB);
        Write(First, InitialCount, 100);
        for (int i = 0; i < 3; i++)
        {
            timer.Advance(1000);
            First.Acknowledge().ShouldBe((byte)0x40);
            Write(First, EndOfInterrupt, 0);
        }

        timer.Advance(250);
        Read(First, CurrentCount).ShouldBe(75u);
        Write(First, LvtTimer, 0x3_0040);
        timer.Advance(1000);
        First.HasInterrupt.ShouldBeFalse();
        Read(First, CurrentCount).ShouldBe(75u);
        Write(First, InitialCount, 0);
        timer.Deadline.ShouldBeNull();
        Read(First, CurrentCount).ShouldBe(0u);
    }

    [Fact]
    public void A_change_of_the_divisor_goes_on_from_the_count()
    {
        var timer = new TestApicTimer(First);
        Write(First, LvtTimer, 0x40);
        Write(First, DivideConfiguration, 0xB);
        Write(First, InitialCount, 100);
        timer.Advance(600);
        Write(First, DivideConfiguration, 0x0);
        Read(First, CurrentCount).ShouldBe(40u);
        timer.Advance(790);
        First.HasInterrupt.ShouldBeFalse();
        timer.Advance(10);
        First.HasInterrupt.ShouldBeTrue();
    }

    [Fact]
    public void A_level_triggered_pin_interrupts_again_after_its_end_while_it_is_high()
    {
        Write(First, LvtPin0, 0x8055);
        First.SetPin(0, true);
        Read(First, LvtPin0).ShouldBe(0xC055u);
        First.Acknowledge().ShouldBe((byte)0x55);
        First.HasInterrupt.ShouldBeFalse();
        Write(First, EndOfInterrupt, 0);
        First.HasInterrupt.ShouldBeTrue();
        First.Acknowledge();
        First.SetPin(0, false);
        Write(First, EndOfInterrupt, 0);
        First.HasInterrupt.ShouldBeFalse();
        Read(First, LvtPin0).ShouldBe(0x8055u);
    }

    [Fact]
    public void An_edge_at_a_pin_interrupts_once()
    {
        Write(First, LvtPin1, 0x56);
        First.SetPin(1, true);
        First.Acknowledge().ShouldBe((byte)0x56);
        Write(First, EndOfInterrupt, 0);
        First.SetPin(1, true);
        First.HasInterrupt.ShouldBeFalse();
        First.SetPin(1, false);
        First.SetPin(1, true);
        First.HasInterrupt.ShouldBeTrue();
    }

    [Fact]
    public void Only_whole_registers_are_written_and_parts_can_be_read()
    {
        Write(First, TaskPriority, 0x42);
        First.Write(TaskPriority, 1, 0x99);
        First.Write(TaskPriority + 4, 4, 0x99);
        Read(First, TaskPriority).ShouldBe(0x42u);
        First.Read(ApicRegister.Version + 2, 1).ShouldBe(5u);
        First.Read(ApicRegister.Version + 2, 2).ShouldBe(5u);
        First.Read(ApicRegister.Version + 4, 4).ShouldBe(0u);
    }

    [Fact]
    public void Read_only_and_write_only_registers()
    {
        Write(First, ApicRegister.Version, 0);
        Write(First, InService, 1);
        Write(First, ApicRegister.CurrentCount, 5);
        Read(First, ApicRegister.Version).ShouldBe(0x0005_0014u);
        Read(First, InService).ShouldBe(0u);
        Read(First, EndOfInterrupt).ShouldBe(0u);
        Write(First, Id, 0x12FF_FFFF);
        Read(First, Id).ShouldBe(0x1200_0000u);
        Write(First, CommandLow, 0xFFFF_FFFF & ~0xC_4000u);
        (Read(First, CommandLow) & (1 << 12)).ShouldBe(0u);
    }

    private const int ProcessorPriority_ = ApicRegister.ProcessorPriority;

    private static uint Read(LocalApic apic, int register) => apic.Read(register, 4);

    private static void Write(LocalApic apic, int register, uint value) => apic.Write(register, 4, value);

    private void Send(byte destination, byte vector) => _bus.Send(new ApicMessage(destination, false, ApicDeliveryMode.Fixed, vector, false));

    private static void Command(LocalApic apic, byte destination, uint command)
    {
        Write(apic, CommandHigh, (uint)destination << 24);
        Write(apic, CommandLow, command);
    }
}
