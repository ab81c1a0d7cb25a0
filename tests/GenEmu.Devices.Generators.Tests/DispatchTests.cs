using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>Which method answers which access.</summary>
public sealed class DispatchTests
{
    [Fact]
    public void A_byte_port_reads_what_was_written()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.port")] public sealed partial class D
            {
                private byte _value;
                [PortRead(0x92)] private byte Read() => _value;
                [PortWrite(0x92)] private void Write(byte value) => _value = value;
            }
            """));
        host.Out8(0x92, 0x5A);
        host.In8(0x92).ShouldBe((byte)0x5A);
        host.In8(0x93).ShouldBe((byte)0xFF);
    }

    [Fact]
    public void Reading_a_write_only_port_gives_ones_and_writing_a_read_only_port_is_lost()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.port")] public sealed partial class D
            {
                private byte _value = 7;
                [PortRead(0x10)] private byte Read() => _value;
                [PortWrite(0x11)] private void Write(byte value) => _value = value;
            }
            """));
        host.In8(0x11).ShouldBe((byte)0xFF);
        host.Out8(0x10, 1);
        host.In8(0x10).ShouldBe((byte)7);
        host.Out8(0x11, 2);
        host.In8(0x10).ShouldBe((byte)2);
    }

    [Fact]
    public void Methods_of_several_widths_at_one_port_are_told_apart_by_width()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.port")] public sealed partial class D
            {
                private uint _last;
                [PortRead(0xCF8)] private byte Read8() => 0x11;
                [PortRead(0xCF8)] private ushort Read16() => 0x2222;
                [PortRead(0xCF8)] private uint Read32() => 0x33333333;
                [PortWrite(0xCF8)] private void Write8(byte value) => _last = 0x1_00u + value;
                [PortWrite(0xCF8)] private void Write16(ushort value) => _last = 0x2_0000u + value;
                [PortWrite(0xCF8)] private void Write32(uint value) => _last = value;
                [PortRead(0xD00)] private uint Last() => _last;
            }
            """));
        host.In8(0xCF8).ShouldBe((byte)0x11);
        host.In16(0xCF8).ShouldBe((ushort)0x2222);
        host.In32(0xCF8).ShouldBe(0x33333333u);
        host.Out8(0xCF8, 0xAB);
        host.In32(0xD00).ShouldBe(0x1ABu);
        host.Out16(0xCF8, 0xABCD);
        host.In32(0xD00).ShouldBe(0x2ABCDu);
        host.Out32(0xCF8, 0x89ABCDEF);
        host.In32(0xD00).ShouldBe(0x89ABCDEFu);
    }

    [Fact]
    public void A_wide_register_leaves_its_neighbours_bytes_to_be_split()
    {
        // The ATA task file: a 16- and 32-bit data port whose upper bytes are other registers.
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.ata")] public sealed partial class D
            {
                [PortRead(0x1F0)] private uint Data32() => 0xDDDDDDDD;
                [PortRead(0x1F0)] private ushort Data16() => 0xDDDD;
                [PortRead(0x1F1, Length = 7)] private byte Register(int offset) => (byte)(0x10 + offset);
            }
            """));
        host.In16(0x1F0).ShouldBe((ushort)0xDDDD);
        host.In32(0x1F0).ShouldBe(0xDDDDDDDDu);
        host.In8(0x1F1).ShouldBe((byte)0x10);
        host.In16(0x1F2).ShouldBe((ushort)0x1211, "two byte registers, split by the host");
        host.In32(0x1F4).ShouldBe(0x16151413u);
    }

    [Fact]
    public void Widths_share_ports_between_devices()
    {
        // CF8h is 32 bits only; the byte CF9h in its middle is another chip's, here another method's.
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.pci")] public sealed partial class D
            {
                [PortRead(0xCF8)] private uint Address() => 0x80000000;
                [PortRead(0xCF9)] private byte Reset() => 6;
            }
            """));
        host.In32(0xCF8).ShouldBe(0x80000000u);
        host.In8(0xCF9).ShouldBe((byte)6);
        host.In8(0xCF8).ShouldBe((byte)0xFF);
    }

    [Fact]
    public void A_range_passes_the_offset_within_its_own_attribute()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.range")] public sealed partial class D
            {
                private readonly byte[] _file = new byte[4];
                [PortRead(0x70)] private byte First() => 0xAA;
                [PortRead(0x71, Length = 4)] private byte Read(int offset) => _file[offset];
                [PortWrite(0x71, Length = 4)] private void Write(int offset, byte value) => _file[offset] = value;
            }
            """));
        for (int i = 0; i < 4; i++)
        {
            host.Out8(0x71 + i, 0x40 + i);
        }

        host.In8(0x70).ShouldBe((byte)0xAA);
        host.In32(0x74).ShouldBe(0xFFFFFF43u, "74h is the last port of the range");
        host.In8(0x71).ShouldBe((byte)0x40);
        host.In8(0x74).ShouldBe((byte)0x43);
    }

    [Fact]
    public void One_method_may_answer_several_places()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.mirror")] public sealed partial class D
            {
                [PortRead(0x20, Length = 2), PortRead(0x30, Length = 2), MmioRead(0x1000, Length = 2)] private byte Read(int offset) => (byte)offset;
            }
            """));
        host.In8(0x20).ShouldBe((byte)0);
        host.In8(0x31).ShouldBe((byte)1);
        host.MemoryBus.Read(0x1001, 1).ShouldBe(1UL);
    }

    [Fact]
    public void Of_two_priorities_the_higher_answers()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.priority")] public sealed partial class D
            {
                [PortRead(0x80, Length = 16)] private byte Below() => 1;
                [PortRead(0x84, Priority = 1)] private byte Above() => 2;
            }
            """));
        host.In8(0x83).ShouldBe((byte)1);
        host.In8(0x84).ShouldBe((byte)2);
    }

    [Fact]
    public void Memory_registers_of_neighbouring_widths_are_claims_of_their_own()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.mmio")] public sealed partial class D
            {
                private uint _scratch;
                [MmioRead(0x1000)] private uint Id() => 0x12345678;
                [MmioRead(0x1004)] private uint Scratch() => _scratch;
                [MmioWrite(0x1004)] private void Scratch(uint value) => _scratch = value;
                [MmioRead(0x1008, Length = 4)] private byte Byte(int offset) => (byte)(0xB0 + offset);
                [MmioRead(0x1010)] private ulong Wide() => 0x1122334455667788;
            }
            """));
        host.MemoryBus.Claims.Select(claim => (claim.Base, claim.Length, claim.Widths)).ShouldBe(
        [
            (0x1000UL, 8UL, AccessWidths.Dword),
            (0x1008UL, 4UL, AccessWidths.Byte),
            (0x1010UL, 8UL, AccessWidths.Qword),
        ]);
        host.MemoryBus.Write(0x1004, 4, 0xCAFE);
        host.MemoryBus.Read(0x1000, 8).ShouldBe(0x0000CAFE_12345678UL, "two double words, split by the host");
        host.MemoryBus.Read(0x1008, 4).ShouldBe(0xB3B2B1B0UL);
        host.MemoryBus.Read(0x1010, 8).ShouldBe(0x1122334455667788UL);
    }

    [Fact]
    public void Memory_registers_over_the_same_bytes_are_told_apart_by_width()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.mmio")] public sealed partial class D
            {
                [MmioRead(0x1000)] private uint Whole() => 0x04030201;
                [MmioRead(0x1000, Length = 4)] private ushort Half(int offset) => (ushort)(0xAA00 + offset);
                [MmioRead(0x1000, Length = 4)] private byte Part(int offset) => (byte)(offset + 1);
            }
            """));
        host.MemoryBus.Claims.Count.ShouldBe(1);
        host.MemoryBus.Read(0x1000, 4).ShouldBe(0x04030201UL);
        host.MemoryBus.Read(0x1002, 2).ShouldBe(0xAA02UL);
        host.MemoryBus.Read(0x1003, 1).ShouldBe(4UL);
    }

    [Fact]
    public void The_last_port_and_a_range_over_all_ports_can_be_claimed()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.edge")] public sealed partial class D
            {
                [PortRead(0xFFFF)] private byte Last() => 9;
                [PortRead(0, Length = 65536, Priority = -1)] private byte Any(int offset) => (byte)(offset >> 8);
            }
            """));
        host.In8(0xFFFF).ShouldBe((byte)9);
        host.In8(0xFFFE).ShouldBe((byte)0xFF);
        host.In8(0x1234).ShouldBe((byte)0x12);
    }

    [Fact]
    public void Names_that_could_clash_with_generated_ones_do_not()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.names")] [PortBase("io", 0x10)] public sealed partial class D
            {
                [Parameter("host")] private int host = 3;
                [State] private byte value, reader, @class;
                [PortRead(0, Base = "io")] private byte access() => (byte)(host + value + @class);
                [PortWrite(0, Base = "io")] private static void @while(byte value) { }
                [OnReset] private void kind(ResetKind kind) => @class = (byte)(kind == ResetKind.PowerOn ? 4 : 0);
            }
            """));
        host.In8(0x10).ShouldBe((byte)7);
    }
}
