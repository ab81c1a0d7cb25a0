using System.Text;
using GenEmu.Core;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Gdb;

/// <summary>The remote protocol itself, and what a gdb would never send.</summary>
public sealed class GdbProtocolTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n$g#67")]
    [InlineData("$g#00")]
    [InlineData("\u0016\u0003\u0001")]
    public async Task What_does_not_speak_the_protocol_is_refused_and_the_machine_runs_on(string text)
    {
        using var log = new LogLines();
        await using GdbRig rig = GdbRig.Create(Forever, null, log.CreateLogger("gdb"));
        Task<MachineStop> run = rig.RunAsync(wait: false);

        using (GdbClient stranger = await GdbClient.ConnectAsync(rig.Server))
        {
            await stranger.SendAsync(Encoding.Latin1.GetBytes(text));
            (await stranger.IsClosedAsync()).ShouldBeTrue();
        }

        string.Join("\n", log.Lines).ShouldContain("does not speak gdb's remote protocol");
        run.IsCompleted.ShouldBeFalse();
        await ShouldAnswerAsync(rig);
    }

    [Fact]
    public async Task Wrong_checksums_half_packets_and_long_ones_leave_the_session_intact()
    {
        await using GdbRig rig = GdbRig.Create(Forever);
        _ = rig.RunAsync();
        using GdbClient client = await GdbClient.ConnectAsync(rig.Server);
        (await client.AskAsync("qSupported:swbreak+")).ShouldContain("PacketSize=4000");

        await client.SendAsync("$p8#00"u8.ToArray());                 // dropped, and asked for again
        (await client.AskAsync("p8")).ShouldBe("00000100");
        await client.SendAsync("$p"u8.ToArray());                     // its end never comes
        (await client.AskAsync("p8")).ShouldBe("00000100");
        (await client.AskAsync("M0," + new string('0', 40000))).ShouldBe("E16");
        (await client.AskAsync("QStartNoAckMode")).ShouldBe("OK");
        await client.SendAsync("$p8#00"u8.ToArray());
        (await client.ReceiveAsync()).ShouldBe("E16");
        await client.SendAsync("-"u8.ToArray());
        (await client.ReceiveAsync()).ShouldBe("E16");                // the last one again
        (await client.AskAsync("p8")).ShouldBe("00000100");
    }

    [Theory]
    [InlineData("p")]
    [InlineData("pffff")]
    [InlineData("P8")]
    [InlineData("P8=12")]
    [InlineData("P8=zzzzzzzz")]
    [InlineData("Pa=10000000")]          // CS in protected mode
    [InlineData("G12345")]
    [InlineData("m")]
    [InlineData("mzz,1")]
    [InlineData("m0,1,2")]
    [InlineData("M0,4:00")]
    [InlineData("M0,1:0g")]
    [InlineData("X0,2:a")]
    [InlineData("Z0,1")]
    [InlineData("Z2,0,0")]
    [InlineData("Z1,100000000,1")]
    [InlineData("Z2,ffffffff,2")]
    [InlineData("Z4,0,ffffffffffffffff")]
    [InlineData("Hg7")]
    [InlineData("T0")]
    [InlineData("c123456789a")]
    [InlineData("szz")]
    [InlineData("vCont;x")]
    [InlineData("vCont;s:9")]
    [InlineData("vCont;")]
    [InlineData("qRcmd,z")]
    [InlineData("qThreadExtraInfo,77")]
    [InlineData("qXfer:features:read:target.xml:x,y")]
    public async Task Packets_without_sense_are_errors(string packet)
    {
        await using GdbRig rig = GdbRig.Create(Forever);
        _ = rig.RunAsync();
        using GdbClient client = await GdbClient.ConnectAsync(rig.Server);

        (await client.AskAsync(packet)).ShouldBe("E16");
        (await client.AskAsync("p8")).ShouldBe("00000100");
    }

    [Theory]
    [InlineData("m80000000,4")]
    [InlineData("mffffffffffffffff,4")]
    [InlineData("M80000000,1:00")]
    [InlineData("Mf0000,1:00")]          // ROM
    [InlineData("Mfffff,2:0000")]        // from ROM into nothing
    public async Task Where_no_memory_is_there_is_an_error(string packet)
    {
        await using GdbRig rig = GdbRig.Create(Forever);
        _ = rig.RunAsync();
        using GdbClient client = await GdbClient.ConnectAsync(rig.Server);

        (await client.AskAsync(packet)).ShouldBe("E0e");
    }

    [Theory]
    [InlineData("vMustReplyEmpty")]
    [InlineData("qOffsets")]
    [InlineData("Q")]
    [InlineData("")]
    [InlineData("Z7,0,1")]
    [InlineData("\u00FF\u0080")]
    public async Task What_is_not_known_has_an_empty_answer(string packet)
    {
        await using GdbRig rig = GdbRig.Create(Forever);
        _ = rig.RunAsync();
        using GdbClient client = await GdbClient.ConnectAsync(rig.Server);

        (await client.AskAsync(packet)).ShouldBe("");
    }

    [Fact]
    public async Task Registers_and_memory_read_back_as_written()
    {
        await using GdbRig rig = GdbRig.Create(Forever);
        _ = rig.RunAsync();
        using GdbClient client = await GdbClient.ConnectAsync(rig.Server);

        string all = await client.AskAsync("g");
        string changed = "78563412" + all[8..];
        (await client.AskAsync("G" + changed)).ShouldBe("OK");
        (await client.AskAsync("g")).ShouldBe(changed);
        rig.Machine.Cpu.Registers.Rax.ShouldBe(0x12345678UL);
        (await client.AskAsync("M3000,3:0aff7d")).ShouldBe("OK");
        (await client.AskAsync("m3000,4")).ShouldBe("0aff7d00");
        await client.SendAsync(GdbClient.Frame([.. "X3000,3:"u8, (byte)'}', 0x03, 0x80, (byte)'}', 0x5D]));
        (await client.ReceiveAsync()).ShouldBe("OK");
        (await client.AskAsync("m3000,3")).ShouldBe("23807d");
        (await client.AskAsync("mffffe,4")).ShouldBe("f4f4");             // up to where memory ends
    }

    [Fact]
    public async Task Memory_goes_through_the_page_tables_and_leaves_them_alone()
    {
        const uint Directory = 0x4000;
        const uint Table = 0x5000;
        await using GdbRig rig = GdbRig.Create(Forever);
        IReadOnlyList<(uint At, uint Entry)> entries = [(Directory + (4 * 0x300), Table | 1), (Table, 0x3000 | 1), (Table + 4, 0x9000), (Directory, 0x83)];
        foreach ((uint at, uint entry) in entries)
        {
            rig.Machine.Memory.Write(at, BitConverter.GetBytes(entry));
        }

        rig.Machine.Cpu.Registers.Cr4 |= 0x10;          // PSE
        rig.Machine.Cpu.Registers.Cr3 = Directory;
        rig.Machine.Cpu.Registers.Cr0 |= 0x8000_0000;
        rig.Machine.Memory.Write(0x3FFE, [0xAB, 0xCD]);
        StateHash before = rig.Machine.StateHash();
        _ = rig.RunAsync();
        using GdbClient client = await GdbClient.ConnectAsync(rig.Server);

        (await client.AskAsync("mc0000ffe,4")).ShouldBe("abcd");          // the next page is not present
        (await client.AskAsync("m3ffe,2")).ShouldBe("abcd");              // the large page
        (await client.AskAsync("mc0001000,1")).ShouldBe("E0e");
        (await client.AskAsync("Mc0000fff,2:0000")).ShouldBe("E0e");      // nothing of it is written
        (await client.AskAsync("mc0400000,1")).ShouldBe("E0e");
        rig.Machine.StateHash().Value.ShouldBe(before.Value);             // no accessed bit either
        (await client.AskAsync("Mc0000ffe,1:11")).ShouldBe("OK");
        (await client.AskAsync("m3ffe,2")).ShouldBe("11cd");
    }

    [Fact]
    public async Task A_debugger_that_vanishes_takes_its_breakpoints_along()
    {
        await using GdbRig rig = GdbRig.Create(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.cmp(__byte_ptr[0x2000], 0);
            a.je(loop);
            a.mov(al, 5);
            a.@out(Rig.StopPort, al);
        });
        Task<MachineStop> run = rig.RunAsync();
        using (GdbClient first = await GdbClient.ConnectAsync(rig.Server))
        {
            (await first.AskAsync("Z0,10000,1")).ShouldBe("OK");
            (await first.AskAsync("s")).ShouldStartWith("T05");
        }

        using (GdbClient second = await AttachAsync(rig))
        {
            rig.Machine.Debugger.Breakpoints.ShouldBeEmpty();
            (await second.AskAsync("Z0,10000,1")).ShouldBe("OK");
            (await second.AskAsync("Z0,10000,1")).ShouldBe("OK");
            rig.Machine.Debugger.Breakpoints.Count.ShouldBe(1);
            (await second.AskAsync("c")).ShouldBe("T05swbreak:;thread:1;");
            (await second.AskAsync("z0,10000,1")).ShouldBe("OK");
            await second.SendAsync(GdbClient.Frame("c"u8));
            await second.SendAsync(GdbClient.Frame("m0,4"u8));          // out of turn: not heard
        }

        using (GdbClient third = await AttachAsync(rig))
        {
            (await third.AskAsync("M2000,1:01")).ShouldBe("OK");
            (await third.AskAsync("D")).ShouldBe("OK");
        }

        (await run).ExitCode.ShouldBe(5);
    }

    [Fact]
    public async Task An_interrupt_stops_and_an_exit_status_is_reported()
    {
        await using GdbRig rig = GdbRig.Create(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.cmp(__byte_ptr[0x2000], 0);
            a.je(loop);
            a.mov(al, 0x2A);
            a.@out(Rig.StopPort, al);
        });
        Task<MachineStop> run = rig.RunAsync();
        using GdbClient client = await GdbClient.ConnectAsync(rig.Server);
        (await client.AskAsync("?")).ShouldBe("T05thread:1;");
        await client.SendAsync(GdbClient.Frame("vCont;c"u8));
        await Task.Delay(50);
        await client.SendAsync(new byte[] { 3 });
        (await client.ReceiveAsync()).ShouldBe("T02thread:1;");
        (await client.AskAsync("?")).ShouldBe("T02thread:1;");
        (await client.AskAsync("M2000,1:01")).ShouldBe("OK");
        (await client.AskAsync("vCont;c:-1")).ShouldBe("W2a");
        (await client.IsClosedAsync()).ShouldBeTrue();
        (await run).ExitCode.ShouldBe(0x2A);
    }

    [Fact]
    public async Task Limits_and_cancellation_end_a_session()
    {
        await using GdbRig rig = GdbRig.Create(Forever);
        using var cancellation = new CancellationTokenSource();
        Task<MachineStop> run = rig.Server.RunAsync(timeout: TimeSpan.FromMilliseconds(300), waitForDebugger: true);
        (await run).Kind.ShouldBe(MachineStopKind.Timeout);

        run = rig.Server.RunAsync(timeout: TimeSpan.FromSeconds(1), waitForDebugger: true);
        using (GdbClient client = await GdbClient.ConnectAsync(rig.Server))
        {
            (await client.AskAsync("c")).ShouldBe("X0e");
            (await run).Kind.ShouldBe(MachineStopKind.Timeout);
        }

        run = rig.Server.RunAsync(waitForDebugger: true, cancellationToken: cancellation.Token);
        using (GdbClient client = await AttachAsync(rig))
        {
            await cancellation.CancelAsync();
            (await client.IsClosedAsync()).ShouldBeTrue();
            (await run).Kind.ShouldBe(MachineStopKind.Cancelled);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_comes_the_server_goes_on(int seed)
    {
        await using GdbRig rig = GdbRig.Create(Forever);
        Task<MachineStop> run = rig.RunAsync(wait: false);
        var random = new Random(seed);
        for (int round = 0; round < 12; round++)
        {
            using GdbClient client = await AttachAsync(rig);
            for (int i = 0; i < 40; i++)
            {
                try
                {
                    await client.SendAsync(Garbage(random));
                }
                catch (IOException)
                {
                    break;          // the server has had enough of it, as of a "D"
                }
            }
        }

        await ShouldAnswerAsync(rig);
        run.IsCompleted.ShouldBeFalse();
    }

    /// <summary>Bytes, well-framed nonsense, or halves of packets. Nothing that ends the machine by right: no k, vKill or monitor.</summary>
    private static byte[] Garbage(Random random)
    {
        byte[] data = new byte[random.Next(1, 200)];
        random.NextBytes(data);
        string[] starts = ["m", "M", "X", "Z0,", "Z2,", "z1,", "p", "P", "G", "H", "c", "s", "vCont;", "vCont;s:", "qXfer:features:read:target.xml:", "qSupported", "T", "C", "S", "v", "Q"];
        byte[] packet = [.. Encoding.ASCII.GetBytes(starts[random.Next(starts.Length)]), .. Digits(random)];
        return random.Next(4) switch
        {
            0 => [.. data.Where(value => value != (byte)'$')],
            1 => GdbClient.Frame(packet),
            2 => [.. GdbClient.Frame(packet)[..^random.Next(1, 3)], 3],
            _ => [.. GdbClient.Frame(packet), 3],
        };
    }

    private static byte[] Digits(Random random) => [.. Enumerable.Range(0, random.Next(0, 30)).Select(_ => (byte)"0123456789abcdef,:;=-"[random.Next(21)])];

    /// <summary>Attaches; the server may still be busy with the one before.</summary>
    private static async Task<GdbClient> AttachAsync(GdbRig rig)
    {
        while (true)
        {
            GdbClient client = await GdbClient.ConnectAsync(rig.Server);
            if ((await client.AskAsync("?")).StartsWith('T'))
            {
                return client;
            }

            client.Dispose();
            await Task.Delay(20);
        }
    }

    private static async Task ShouldAnswerAsync(GdbRig rig)
    {
        using GdbClient client = await AttachAsync(rig);
        (await client.AskAsync("g")).Length.ShouldBeGreaterThan(600);
        (await client.AskAsync("D")).ShouldBe("OK");
    }

    private static void Forever(Iced.Intel.Assembler a)
    {
        Iced.Intel.Label loop = a.CreateLabel();
        a.Label(ref loop);
        a.hlt();
        a.jmp(loop);
    }
}
