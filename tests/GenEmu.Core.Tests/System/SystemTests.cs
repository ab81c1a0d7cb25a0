using System.Diagnostics;
using System.Text;
using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>Runs the guest program of <see cref="SystemProgram"/> and compares its lines with the reviewed ones, and with QEMU's where it is installed.</summary>
/// <remarks>
/// The lines of expected.txt are QEMU's, except where <see cref="QemuDifference"/> says why the SDM decides otherwise. After a change of the
/// program, what the failed test shows is reviewed and goes there.
/// </remarks>
public sealed class SystemTests
{
    private static readonly Lazy<byte[]> _image = new(SystemProgram.Build);

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Protected_mode_behaves_as_the_SDM_says(Engine engine)
    {
        using var cpu = new TestCpu(engine, memory: 8 << 20);
        var output = new StringBuilder();
        cpu.Ports(0xE9).Written = (_, value) => output.Append((char)value);
        cpu.Ports(0x92).Written = (_, value) => cpu.Cpu.SetA20((value & 2) != 0);
        cpu.Write(Layout.Rom, _image.Value);
        cpu.Registers.SetSegment(SegmentRegister.Cs, new SegmentValue(0xF000, 0xF_0000, 0xFFFF, 0x9B));

        VcpuStop stop = cpu.Run(10_000_000);

        Compare(Lines(output.ToString()), Expected(), []);
        stop.Kind.ShouldBe(VcpuStopKind.Halted);
    }

    [QemuFact]
    public void Qemu_agrees_but_for_the_listed_differences()
    {
        string directory = Directory.CreateTempSubdirectory("genemu-").FullName;
        try
        {
            string image = Path.Combine(directory, "system.bin");
            string output = Path.Combine(directory, "output.txt");
            File.WriteAllBytes(image, _image.Value);
            RunQemu(image, output);
            Compare(Lines(File.ReadAllText(output, Encoding.Latin1)), Expected(), QemuDifference.All);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Every_listed_difference_names_a_case()
        => QemuDifference.All.Where(d => !Expected().Any(line => d.Covers(Name(line)))).ShouldBeEmpty();

    private static void RunQemu(string image, string output)
    {
        string[] arguments =
        [
            "-accel", "tcg", "-cpu", "pentium2", "-m", "16", "-bios", image, "-display", "none", "-vga", "none", "-serial", "none", "-monitor", "none", "-nic", "none", "-no-reboot",
            "-debugcon", "file:" + output, "-device", "isa-debug-exit,iobase=0x501,iosize=1",
        ];
        using Process qemu = Process.Start(new ProcessStartInfo(QemuFactAttribute.Program, arguments) { UseShellExecute = false, RedirectStandardError = true }).ShouldNotBeNull();
        bool ended = qemu.WaitForExit(TimeSpan.FromMinutes(2));
        if (!ended)
        {
            qemu.Kill();
        }

        ended.ShouldBeTrue("QEMU did not reach the program's end.");
        qemu.ExitCode.ShouldBe(1, qemu.StandardError.ReadToEnd());         // isa-debug-exit: 2 × value + 1
    }

    private static void Compare(string[] actual, string[] expected, IReadOnlyList<QemuDifference> differences)
    {
        IEnumerable<string> wrong = actual.Except(expected, StringComparer.Ordinal).Where(line => !differences.Any(d => d.Covers(Name(line))));
        IEnumerable<string> missing = expected.Select(Name).Except(actual.Select(Name), StringComparer.Ordinal).Select(name => $"{name} is missing");
        string.Join('\n', [.. wrong, .. missing]).ShouldBeEmpty();
    }

    private static string Name(string line) => line[..Math.Max(0, line.IndexOf(": ", StringComparison.Ordinal))];

    private static string[] Expected()
    {
        using Stream stream = typeof(SystemTests).Assembly.GetManifestResourceStream("system-expected.txt").ShouldNotBeNull();
        using var reader = new StreamReader(stream);
        return Lines(reader.ReadToEnd());
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
