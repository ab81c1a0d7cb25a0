using GenEmu.Tests.Support;

namespace GenEmu.Tests;

/// <summary>The machine file is strict, and its errors name the line and column.</summary>
public sealed class MachineFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("genemu-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("memory: 3ZB", "1:9: memory: '3ZB' is not a size; write a whole number and KiB, MiB or GiB, such as 64MiB")]
    [InlineData("memory: 5KiB", "1:9: memory: 5120 bytes are not possible; give a multiple of 4 KiB from 64 KiB to 64 GiB")]
    [InlineData("memroy: 1MiB", "1:1: 'memroy' is no key of a machine file; there are memory, cpu, cpus, clock,")]
    [InlineData("cpus: 0", "1:7: cpus is a whole number from 1 to 255")]
    [InlineData("memory: 1MiB\nmemory: 2MiB", "2:1: ")]
    [InlineData("- 1", "1:1: a machine file is a mapping")]
    [InlineData("memory: [1, 2]", "1:9: memory is a text or a number")]
    [InlineData("memory: 1MiB\n---\nmemory: 1MiB", "3:1: there is a second document")]
    [InlineData("memory: \"1MiB", "1:9: ")]
    [InlineData("cpu:\n  fast: true", "2:3: 'fast' is no key of cpu; there are model, record-only")]
    [InlineData("cpu: {model: i487}", "1:14: cpu: 'i487' is no CPU model; give one of 486, pentium, pentium3, pentium-m, core2-32")]
    [InlineData("cpu: {record-only: yes}", "1:20: record-only is true or false")]
    [InlineData("clock:\n  mips: 0", "2:9: mips is a whole number from 1 to 100000")]
    [InlineData("clock:\n  start: tomorrow", "2:10: start is a date and time, such as 2020-01-01T00:00:00Z")]
    [InlineData("on-device-fault: panic", "1:18: on-device-fault is one of continue, stop")]
    [InlineData("watchdog: soon", "1:11: 'soon' is not a duration of at most 30 days; write a number and ms, s, m or h, such as 60s")]
    [InlineData("on-triple-fault: 1x", "1:18: on-triple-fault is one of reset, stop")]
    [InlineData("devices:\n  kind: x", "2:3: devices is a list; start each item with '- '")]
    [InlineData("devices:\n  - name: x", "2:5: a device needs a kind, such as 'kind: genemu.pic'")]
    [InlineData("devices:\n  - {kind: x, irq: [1]}", "2:20: 'irq' is a text or a number")]
    [InlineData("channels: {serial0: tcp}", "1:21: 'tcp' is nothing to connect a channel to; write stdio, stdout, null or file=FILE")]
    [InlineData("disks:\n  floppy0: none.img", "2:12: ")]
    [InlineData("disks:\n  floppy0: {rw: true}", "2:12: floppy0 needs a file")]
    [InlineData("disks:\n  floppy0: {image: x}", "2:13: 'image' is no key of floppy0; there are file, rw")]
    [InlineData("files:\n  bios: none.bin", "2:9: ")]
    [InlineData("plugins: [none]", "1:11: ")]
    public void Errors_name_the_place_and_what_to_do(string text, string expected)
    {
        string path = Write(text);
        MachineConfigurationException error = Should.Throw<MachineConfigurationException>(() => Machine.Load(path));
        error.Message.ShouldStartWith($"{path}:{expected}");
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Errors_of_devices_name_their_line()
    {
        string path = Write("devices:\n  - {kind: genemu.echo, irq: many}");
        MachineConfigurationException error = Should.Throw<MachineConfigurationException>(() => Machine.Load(path));
        error.Message.ShouldStartWith($"{path}:2:5: device 'echo': parameter 'irq': 'many' is not a whole number");

        path = Write("devices:\n  - {kind: genemu.echo, name: e}\n  - {kind: genemu.pic, name: e}");
        error = Should.Throw<MachineConfigurationException>(() => Machine.Load(path));
        error.Message.ShouldBe($"{path}:3:5: there are two devices named 'e'; give one another name");

        path = Write("devices:\n  - {kind: genemu.ehco}");
        error = Should.Throw<MachineConfigurationException>(() => Machine.Load(path));
        error.Message.ShouldStartWith($"{path}:2:5: there is no device kind 'genemu.ehco'; the loaded plugins offer genemu.acpi, genemu.async-disk, ");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
        => Should.Throw<MachineConfigurationException>(() => Machine.Load("nowhere.yaml")).Message
            .ShouldBe("nowhere.yaml: there is no such file (machine file); check the path");

    [Fact]
    public async Task Everything_a_file_says_is_in_the_machine()
    {
        using var plugins = new PluginFolder();
        plugins.Add("Mine", PluginFolder.DeviceSource("mine.device"));
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "rom.bin"), [1, 2, 3]);
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "a.img"), new byte[512]);
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "b.img"), new byte[1024]);
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "c.img"), new byte[2048]);
        string path = Write($$"""
            memory: 2 MiB
            cpu: {model: pentium3, record-only: true}
            clock: {mips: 50, tsc-mhz: 2000, start: 2001-02-03T04:05:06Z, real-time: false}
            plugins: ["{{plugins.Path}}"]
            on-device-fault: stop
            on-triple-fault: stop
            files: {bios: rom.bin}
            disks:
              floppy0: a.img
              floppy1: {file: a.img, rw: true}
              disk0: c.img
              disk1: {file: b.img, rw: true}
              disk3: {file: c.img, overlay: true}
            channels: {serial0: file=out.txt}
            devices:
              - kind: mine.device
              - {kind: mine.device, name: second}
            """);
        var builder = new MachineBuilder();
        var probe = new TestDevice();
        await using Machine machine = builder.Load(path).Add(probe).Build();
        builder.Clock.ShouldBe(new ClockSettings { Mips = 50, TscMhz = 2000, Start = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero) });
        builder.CpuModel.ShouldBe("pentium3");
        (builder.OnDeviceFault, builder.OnTripleFault).ShouldBe((DeviceFaultPolicy.Stop, TripleFaultPolicy.Stop));
        machine.Cpu.RecordOnly.ShouldBeTrue();
        machine.Devices.Select(d => d.Name).ShouldBe(["device", "second", "TestDevice"]);
        probe.Host.Machine.MemorySize.ShouldBe(2u << 20);
        probe.Host.Clock.Calendar.ShouldBe(builder.Clock.Start);
        probe.Host.File("bios")!.Value.ToArray().ShouldBe([1, 2, 3]);
        probe.Host.Disk("floppy0")!.Length.ShouldBe(512);
        probe.Host.Disk("floppy1").ShouldNotBeNull();
        probe.Host.Disk("floppy2").ShouldBeNull();
        probe.Host.Disk("disk0")!.IsReadOnly.ShouldBeTrue();
        probe.Host.Disk("disk1")!.IsReadOnly.ShouldBeFalse();
        probe.Host.Disk("disk3")!.IsReadOnly.ShouldBeFalse();
        probe.Host.Channel("serial0").Write((byte)'x');
        await machine.DisposeAsync();
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "out.txt"))).ShouldBe("x");
    }

    [Fact]
    public async Task The_built_in_PC_needs_no_firmware_but_a_ROM()
    {
        await using Machine machine = Machine.Create(b => b.UsePc().File("bios", new byte[0x10000]));
        machine.Devices.Count.ShouldBe(22);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, "pc.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
