using System.Net;
using GenEmu.Cli.Tests.Support;
using GenEmu.Tests.Gdb;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Cli.Tests;

/// <summary>Debian's gdb on <c>genemu replay</c>, forwards and backwards over a device that depends on the host's time (rule F4, number 10).</summary>
public sealed class ReplayGdbTests : IDisposable
{
    private const ushort SlowPort = 0x300;
    private const uint Variable = 0x1000;
    private const uint Code = 0x20_0020;             // where a multiboot kernel of KernelFiles begins
    private const byte ExitValue = 4;
    private const int ExitStatus = (ExitValue * 2) + 1;

    /// <summary>When it answers, and what, is another thing each time.</summary>
    private const string SlowDevice = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using GenEmu.Abstractions;
        [Device("test.slow", Summary = "made by a test")]
        public sealed class Slow : IDevice, IAsyncPortDevice
        {
            public void Attach(IDeviceHost host) => host.Ports.Claim(new PortClaim { Base = 0x300, Length = 4, Widths = AccessWidths.UpToDword }, this);
            public void Reset(ResetKind kind) { }
            public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
            {
                await Task.Delay(Random.Shared.Next(1, 5), cancellationToken);
                return (uint)Random.Shared.Next();
            }
            public async ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
                => await Task.Delay(Random.Shared.Next(1, 5), cancellationToken);
        }
        """;

    private readonly TestFiles _files = new();
    private readonly PluginFolder _plugins = new();

    public void Dispose()
    {
        _files.Dispose();
        _plugins.Dispose();
    }

    [GdbFact]
    public async Task F04_10_Gdb_goes_back_and_forth_over_the_OUT_to_a_slow_device_in_a_replay()
    {
        _plugins.Add("Slow", SlowDevice);
        var places = new Places();
        string recorded = _files["a.rec"];
        Support.Cli run = await Support.Cli.RunAsync(["run", .. MachineWith(_files.Write("kernel", KernelFiles.Multiboot(places.Write))), "--record", recorded]);
        run.Status.ShouldBe(ExitStatus, run.Error);

        var error = new WatchedWriter("target remote ");
        Task<int> replay = CommandLine.RunAsync(["replay", recorded, "--plugins", _plugins.Path, "--gdb", ":0", "--gdb-wait", "--timeout", "120s"], TextWriter.Null, error);
        var endpoint = IPEndPoint.Parse((await error.Seen).Split(';')[0]);
        string text = await GdbProgram.EndAsync(GdbProgram.Start(
            endpoint,
            [
                $"break *{places.End}", "continue", .. Show("first"), "delete",
                "reverse-stepi", .. Show("before the OUT"),
                $"watch *(int*){Variable}",
                "reverse-continue", $"printf \"second write at %x, before it %d\\n\", $pc, *(int*){Variable}",
                "reverse-continue", $"printf \"first write at %x, before it %d\\n\", $pc, *(int*){Variable}",
                "reverse-continue", "delete",
                $"break *{places.End}", "continue", .. Show("again"), "delete",
                "continue", "continue",
            ]));

        text.ShouldContain($"second write at {places.SecondWrite:x}, before it 1\n");
        text.ShouldContain($"first write at {places.FirstWrite:x}, before it 0\n");
        text.ShouldContain("No more reverse-execution history");
        string first = Shown(text, "first");
        first.ShouldContain($"0x{places.End:x}");
        Shown(text, "again").ShouldBe(first);
        Shown(text, "before the OUT").ShouldBe(first.Replace($"0x{places.End:x}", $"0x{places.Out:x}", StringComparison.Ordinal));       // an OUT changes nothing but RIP
        text.ShouldContain($"exited with code {Convert.ToString(ExitStatus, 8).PadLeft(3, '0')}]");
        (await replay).ShouldBe(ExitStatus, error.ToString());
    }

    private string[] MachineWith(string kernel)
    {
        string machine = _files.Write("machine.yaml", """
            memory: 4 MiB
            devices:
              - kind: genemu.debug-exit
              - kind: test.slow
            """);
        return [machine, "--kernel", kernel, "--plugins", _plugins.Path, "--timeout", "60s"];
    }

    /// <summary>Registers, and what the guest has heard.</summary>
    private static string[] Show(string name)
        => [$"printf \"<{name}>\\n\"", "info registers eax ebx ecx edx esi edi ebp esp eip eflags", $"x/4xw {Variable}", $"printf \"</{name}>\\n\""];

    private static string Shown(string text, string name) => text.Split($"<{name}>\n")[1].Split($"</{name}>")[0];

    /// <summary>The guest, and where its instructions are.</summary>
    private sealed class Places
    {
        public uint FirstWrite { get; private set; }

        public uint SecondWrite { get; private set; }

        public uint Out { get; private set; }

        public uint End { get; private set; }

        public void Write(Assembler a)
        {
            a.mov(edx, SlowPort);
            a.@in(eax, dx);
            a.mov(__dword_ptr[Variable + 4], eax);
            FirstWrite = Next(a);
            a.mov(__dword_ptr[Variable], 1);
            a.@out(dx, eax);
            SecondWrite = Next(a);
            a.mov(__dword_ptr[Variable], 2);
            a.@in(eax, dx);
            a.mov(__dword_ptr[Variable + 8], eax);
            Out = Next(a);
            a.@out(dx, eax);
            End = Next(a);
            a.nop();
            a.mov(al, ExitValue);
            a.@out(0xF4, al);
            a.hlt();
        }

        private static uint Next(Assembler a)
        {
            using var code = new MemoryStream();
            a.Assemble(new StreamCodeWriter(code), Code);
            return Code + (uint)code.Length;
        }
    }
}
