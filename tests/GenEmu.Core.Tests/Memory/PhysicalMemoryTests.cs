using GenEmu.Abstractions;
using GenEmu.Core.Memory;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Memory;

public sealed class PhysicalMemoryTests : IDisposable
{
    private readonly PhysicalMemory _memory = new(2 << 20);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Rom_lies_above_ram_and_drops_writes()
    {
        var map = new DeviceMemoryMap(_memory, "ROM");
        map.MapRom(new MemoryClaim { Base = 0xF_0000, Length = 4096 }, Filled(0x5A));
        _memory.Apply();
        var dma = new DmaMemory(_memory);

        dma.Write(0xF_0000, [1, 2, 3]);

        Read(dma, 0xF_0000, 2).ShouldBe([0x5A, 0x5A]);
        _memory.System.Contents[0xF_0000].ShouldBe((byte)0);
    }

    [Theory]
    [InlineData(false, false, 0x5A, 0)]
    [InlineData(false, true, 0x5A, 7)]
    [InlineData(true, false, 0, 0)]
    [InlineData(true, true, 7, 7)]
    public void A_window_sends_reads_and_writes_to_different_places(bool readable, bool writable, byte seen, byte inRam)
    {
        new DeviceMemoryMap(_memory, "ROM").MapRom(new MemoryClaim { Base = 0xF_0000, Length = 4096 }, Filled(0x5A));
        ISystemRamRegion window = new DeviceMemoryMap(_memory, "PAM").MapSystemRam(new MemoryClaim { Base = 0xF_0000, Length = 4096, Priority = 10 });
        (window.Readable, window.Writable) = (readable, writable);
        _memory.Apply();
        var dma = new DmaMemory(_memory);

        dma.Write(0xF_0000, [7]);

        Read(dma, 0xF_0000, 1)[0].ShouldBe(seen);
        _memory.System.Contents[0xF_0000].ShouldBe(inRam);
    }

    [Fact]
    public void A_change_waits_for_the_boundary()
    {
        bool asked = false;
        _memory.ChangeRequested = () => asked = true;
        IClaim rom = new DeviceMemoryMap(_memory, "ROM").MapRom(new MemoryClaim { Base = 0x1000, Length = 4096 }, Filled(1));
        var dma = new DmaMemory(_memory);

        asked.ShouldBeTrue();
        Read(dma, 0x1000, 1)[0].ShouldBe((byte)0);
        _memory.Apply();
        Read(dma, 0x1000, 1)[0].ShouldBe((byte)1);

        rom.Base = 0x8000;
        Read(dma, 0x1000, 1)[0].ShouldBe((byte)1);
        _memory.Apply();
        Read(dma, 0x1000, 1)[0].ShouldBe((byte)0);
        Read(dma, 0x8000, 1)[0].ShouldBe((byte)1);

        rom.Dispose();
        _memory.Apply();
        Read(dma, 0x8000, 1)[0].ShouldBe((byte)0);
    }

    [Fact]
    public void An_overlap_names_both_devices()
    {
        new DeviceMemoryMap(_memory, "first").MapRam(new MemoryClaim { Base = 0xE000_0000, Length = 8192 });

        var exception = Should.Throw<ClaimOverlapException>(
            () => new DeviceMemoryMap(_memory, "second").MapRam(new MemoryClaim { Base = 0xE000_1000, Length = 4096 }));

        exception.Message.ShouldContain("first");
        exception.Message.ShouldContain("second");
        exception.Message.ShouldContain("E0001000h");
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Device_ram_knows_its_dirty_pages(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.mov(eax, __dword_ptr[0xE000_0000]);
            a.mov(__dword_ptr[0xE000_1000], eax);
            a.mov(__dword_ptr[0xE000_1004], eax);
            a.mov(__dword_ptr[0xE000_1008], eax);
        });
        IRamRegion frame = new DeviceMemoryMap(cpu.Memory, "VGA").MapRam(new MemoryClaim { Base = 0xE000_0000, Length = 8192 });
        cpu.Memory.Apply();

        cpu.Run(3);
        frame.IsDirty(0).ShouldBeFalse();
        frame.IsDirty(1).ShouldBeTrue();

        frame.ClearDirty();
        frame.IsDirty(1).ShouldBeFalse();
        cpu.Run(1);
        frame.IsDirty(1).ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => frame.IsDirty(2));
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Line_20_masks_addresses_while_it_is_off(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.mov(al, __byte_ptr[0x10_0500]);
            a.mov(bl, __byte_ptr[0x10_0500]);
        });
        cpu.Write(0x500, [1]);
        cpu.Write(0x10_0500, [2]);

        cpu.Cpu.SetA20(false);
        cpu.Run(1);
        cpu.Cpu.SetA20(true);
        cpu.Run(1);

        cpu.Registers.Rax.ShouldBe(1UL);
        cpu.Registers.Rbx.ShouldBe(2UL);
    }

    [Fact]
    public void Ram_beyond_the_hole_starts_at_4_GiB()
    {
        using var memory = new PhysicalMemory(3 << 20, holeStart: 2 << 20);
        var dma = new DmaMemory(memory);

        dma.Write(1UL << 32, [9]);

        memory.System.Contents[2 << 20].ShouldBe((byte)9);
        Read(dma, 2 << 20, 1)[0].ShouldBe((byte)0xFF);
    }

    private static byte[] Filled(byte value)
    {
        byte[] contents = new byte[4096];
        contents.AsSpan().Fill(value);
        return contents;
    }

    private static byte[] Read(DmaMemory dma, ulong address, int length)
    {
        byte[] data = new byte[length];
        dma.Read(address, data);
        return data;
    }
}
