using System.Text;
using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Kernels that start without firmware.</summary>
public sealed class KernelTests : IDisposable
{
    private const int CharacterPort = 0x10;
    private const int ResetPort = 0x11;

    private readonly KernelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Linux_finds_its_parameters_command_line_and_initrd()
    {
        string kernel = _files.Write("bzImage", KernelFiles.BzImage(a =>
        {
            PrintString(a, () => a.mov(edi, __dword_ptr[esi + 0x228]));
            PrintString(a, () => a.mov(edi, __dword_ptr[esi + 0x218]));
            a.mov(al, __byte_ptr[esi + 0x1E8]);
            a.@out(Rig.StopPort, al);
        }));
        string initrd = _files.Write("initrd", "the disk\0"u8.ToArray());
        var output = new StringBuilder();
        await using Machine machine = Create(BootImage.Open(kernel, initrd, "console=ttyS0 quiet"), output);

        (await machine.RunAsync()).ExitCode.ShouldBe(5);        // ranges of the memory map
        output.ToString().ShouldBe("console=ttyS0 quiet\nthe disk\n");
        machine.Cpu.Registers.Cr0.ShouldBe(0x6000_0011UL);
        machine.Cpu.Registers.EFlags.ShouldBe(0x46u);           // interrupts off; ZF and PF are the last comparison's
    }

    [Theory]
    [InlineData(ResetKind.Init)]
    [InlineData(ResetKind.Hard)]
    [InlineData(ResetKind.PowerOn)]
    public async Task It_starts_anew_after_every_reset(ResetKind kind)
    {
        string kernel = _files.Write("bzImage", KernelFiles.BzImage(a =>
        {
            a.mov(al, __byte_ptr[0x10_0000]);                   // a kernel may overwrite itself
            a.@out(CharacterPort, al);
            a.mov(__byte_ptr[0x10_0000], 0);
            a.@in(al, ResetPort);
            a.test(al, al);
            Label end = a.CreateLabel();
            a.jne(end);
            a.@out(ResetPort, al);
            a.Label(ref end);
            a.@out(Rig.StopPort, al);
        }));
        int starts = 0;
        var device = new TestDevice();
        device.OnRead(ResetPort, () => (uint)starts++).OnWrite(ResetPort, _ => device.Host.RequestReset(kind));
        var output = new StringBuilder();
        await using Machine machine = Create(BootImage.Open(kernel), output, device);

        (await machine.RunAsync()).ExitCode.ShouldBe(1);
        output.Length.ShouldBe(2);
        output[1].ShouldBe(output[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Multiboot_kernels_get_their_information(bool elf)
    {
        Action<Assembler> code = a =>
        {
            a.cmp(eax, 0x2BAD_B002);
            Label wrong = a.CreateLabel();
            a.jne(wrong);
            PrintString(a, () => a.mov(edi, __dword_ptr[ebx + 16]));
            PrintString(a, () =>
            {
                a.mov(edi, __dword_ptr[ebx + 24]);
                a.mov(edi, __dword_ptr[edi]);
            });
            a.mov(eax, __dword_ptr[ebx + 8]);
            a.shr(eax, 10);                                     // MiB above the first
            a.@out(Rig.StopPort, al);
            a.Label(ref wrong);
            a.mov(al, 0xFF);
            a.@out(Rig.StopPort, al);
        };
        string kernel = _files.Write("kernel", elf ? KernelFiles.MultibootElf(code) : KernelFiles.Multiboot(code));
        string module = _files.Write("module", "the module\0"u8.ToArray());
        var output = new StringBuilder();
        await using Machine machine = Create(BootImage.Open(kernel, module, "--verbose"), output);

        (await machine.RunAsync()).ExitCode.ShouldBe(15);
        output.ToString().ShouldBe($"{kernel} --verbose\nthe module\n");
    }

    [Fact]
    public void What_is_no_kernel_is_refused_by_name()
    {
        Refused([1, 2, 3], "neither a Linux kernel");
        Refused(KernelFiles.BzImage(a => a.hlt(), h => h[0x202] = 0), "neither a Linux kernel");
        Refused(KernelFiles.BzImage(a => a.hlt(), h => KernelFiles.Put16(h, 0x206, 0x0201)), "too old (boot protocol 2.1");
        Refused(KernelFiles.BzImage(a => a.hlt(), h => h[0x211] = 0), "or a zImage");
        Refused(KernelFiles.BzImage(a => a.hlt(), h => h[0x1F1] = 60), "cut off");
        Refused(KernelFiles.BzImage(a => a.hlt(), h => h[0x236] = 1), "this is a 64-bit kernel");
        Refused(KernelFiles.Multiboot(_ => { })[..20], "its multiboot header is cut off");
        Refused(KernelFiles.Multiboot(_ => { }, extraFlags: 8), "requires features");
        Refused(KernelFiles.MultibootElf(a => a.hlt())[..128], "ELF segment 0 is cut off");
        Should.Throw<MachineConfigurationException>(() => BootImage.Open("none")).Message.ShouldStartWith("none: there is no such file (kernel)");
    }

    [Fact]
    public async Task Cuts_and_flipped_bytes_are_an_error_or_a_kernel()
    {
        foreach (byte[] image in (byte[][])[KernelFiles.BzImage(a => a.hlt()), KernelFiles.Multiboot(a => a.hlt()), KernelFiles.MultibootElf(a => a.hlt())])
        {
            for (int i = 0; i < Math.Min(image.Length, 1200); i += 5)
            {
                await TryBootAsync(image[..i]);
                byte[] flipped = [.. image];
                flipped[i] ^= 0xFF;
                await TryBootAsync(flipped);
            }
        }
    }

    [Fact]
    public void What_does_not_fit_into_memory_is_refused_by_name()
    {
        string kernel = _files.Write("bzImage", KernelFiles.BzImage(a => a.hlt()));
        string initrd = _files.Write("initrd", new byte[16 << 20]);
        Should.Throw<MachineConfigurationException>(() => Create(BootImage.Open(kernel, initrd), new StringBuilder())).Message
            .ShouldBe($"{initrd}: its 16777216 bytes do not fit into 16 MiB of memory beside the rest; give the machine more with --memory");
        string large = _files.Write("large", KernelFiles.BzImage(a => a.hlt(), h => KernelFiles.Put32(h, 0x260, 32 << 20)));
        Should.Throw<MachineConfigurationException>(() => Create(BootImage.Open(large), new StringBuilder())).Message.ShouldStartWith($"{large}: ");
    }

    [Fact]
    public void A_command_line_must_be_text_of_a_length_the_kernel_takes()
    {
        string kernel = _files.Write("bzImage", KernelFiles.BzImage(a => a.hlt()));
        Should.Throw<MachineConfigurationException>(() => BootImage.Open(kernel, commandLine: new string('x', 256))).Message.ShouldContain("at most 255 characters, not 256");
        Should.Throw<MachineConfigurationException>(() => BootImage.Open(kernel, commandLine: "a\nb")).Message.ShouldContain("printable ASCII");
    }

    private static Machine Create(BootImage image, StringBuilder output, params TestDevice[] devices) => Machine.Create(b =>
    {
        var stop = new TestDevice();
        stop.OnWrite(Rig.StopPort, value => stop.Host.RequestStop((int)value & 0xFF, "the guest is done"));
        var printer = new TestDevice();
        printer.OnWrite(CharacterPort, value => output.Append((char)(value & 0xFF)));
        b.Memory("16 MiB").Boot(image).Add(stop, "stop").Add(printer, "printer");
        foreach (TestDevice device in devices)
        {
            b.Add(device);
        }
    });

    private static void PrintString(Assembler a, Action loadAddress)
    {
        Label next = a.CreateLabel();
        Label end = a.CreateLabel();
        loadAddress();
        a.Label(ref next);
        a.mov(al, __byte_ptr[edi]);
        a.inc(edi);
        a.test(al, al);
        a.je(end);
        a.@out(CharacterPort, al);
        a.jmp(next);
        a.Label(ref end);
        a.mov(al, (byte)'\n');
        a.@out(CharacterPort, al);
    }

    private void Refused(byte[] image, string expected)
    {
        string path = _files.Write("kernel", image);
        Should.Throw<MachineConfigurationException>(() => BootImage.Open(path)).Message.ShouldSatisfyAllConditions(
            m => m.ShouldStartWith($"{path}: "), m => m.ShouldContain(expected));
    }

    private async Task TryBootAsync(byte[] image)
    {
        try
        {
            await using Machine machine = Create(BootImage.Open(_files.Write("kernel", image)), new StringBuilder());
        }
        catch (MachineConfigurationException)
        {
            // refused, as it should be
        }
    }
}
