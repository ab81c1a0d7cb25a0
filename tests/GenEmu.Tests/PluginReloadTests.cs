using System.Runtime.CompilerServices;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Plugins are loaded anew while the guest runs: all of their devices or none, and the old code goes away.</summary>
public sealed class PluginReloadTests : IDisposable
{
    private const string Kind = "mine.counter";

    private readonly PluginFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_new_code_goes_on_with_the_old_state_while_the_guest_runs()
    {
        _folder.Add("Mine", Source(add: 1));
        await using Machine machine = Create(CountUntilTold);
        Task<MachineStop> run = machine.RunAsync(timeout: TimeSpan.FromSeconds(30));
        await ReachAsync(machine, 100);
        _folder.Add("Mine", Source(add: 0x100));
        await machine.ReloadPluginAsync("Mine");
        uint before = await CountAsync(machine);
        await ReachAsync(machine, before + 0x1000);
        machine.Post(() => machine.Memory.Write(0x500, [1]));
        (await run).Kind.ShouldBe(MachineStopKind.Stopped);
        before.ShouldBeGreaterThanOrEqualTo(100u);
    }

    [Fact]
    public async Task The_old_code_is_collected()
    {
        _folder.Add("Mine", Source(add: 1));
        await using Machine machine = Create(CountUntilTold);
        WeakReference old = CodeOf(machine);
        Task<MachineStop> run = machine.RunAsync(timeout: TimeSpan.FromSeconds(30));
        await ReachAsync(machine, 100);
        await machine.ReloadPluginAsync("Mine");
        await ShouldBeCollectedAsync(old);
        machine.Post(() => machine.Memory.Write(0x500, [1]));
        (await run).Kind.ShouldBe(MachineStopKind.Stopped);
    }

    [Fact]
    public async Task The_old_code_is_collected_although_an_access_waited_for_it()
    {
        _folder.Add("Mine", Source(add: 1, slow: "await Host.CompleteAt(1000, new System.Threading.Tasks.TaskCompletionSource().Task);"));
        await using Machine machine = Create(CountUntilTold);
        WeakReference old = CodeOf(machine);
        Task<MachineStop> run = machine.RunAsync(timeout: TimeSpan.FromSeconds(30));
        await PendingAsync(machine);
        _folder.Add("Mine", Source(add: 1));
        await machine.ReloadPluginAsync("Mine");
        await ReachAsync(machine, 10);
        await ShouldBeCollectedAsync(old);
        machine.Post(() => machine.Memory.Write(0x500, [1]));
        (await run).Kind.ShouldBe(MachineStopKind.Stopped);
        machine.DeviceFaultCount.ShouldBe(0);
    }

    [Fact]
    public async Task An_access_that_is_offered_again_is_answered_by_the_new_code()
    {
        _folder.Add("Mine", Source(add: 1, slow: "await new System.Threading.Tasks.TaskCompletionSource().Task;"));
        await using Machine machine = Create(ReadOnce);
        Task<MachineStop> run = machine.RunAsync(timeout: TimeSpan.FromSeconds(30));
        await PendingAsync(machine);
        _folder.Add("Mine", Source(add: 7));
        await machine.ReloadPluginAsync("Mine");
        (await run).ExitCode.ShouldBe(7);
    }

    public static TheoryData<string, string> Failures => new()
    {
        { "missing", "Mine.dll: the file cannot be read" },
        { "corrupt", "Mine.dll: this is not a .NET assembly" },
        { "empty", "there is no public class marked [Device] in it" },
        { "other kind", "the new plugin has no device kind 'mine.counter'" },
        { "constructor", "the constructor of mine.counter threw FormatException: broken on purpose" },
        { "attach", "being attached: its code threw FormatException: broken on purpose" },
        { "older state", "it knows states up to version 0, but the device in its place has version 1" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_plugin_that_cannot_be_used_is_refused_and_the_old_one_stays(string failure, string message)
    {
        string file = _folder.Add("Mine", Source(add: 1));
        await using Machine machine = Create(ReadOnce);
        switch (failure)
        {
            case "missing":
                File.Delete(file);
                break;
            case "corrupt":
                File.WriteAllBytes(file, [1, 2, 3]);
                break;
            case "empty":
                _folder.Add("Mine", "public class Nothing { public GenEmu.Abstractions.ResetKind Kind; }");
                break;
            case "other kind":
                _folder.Add("Mine", PluginFolder.DeviceSource("mine.other"));
                break;
            case "constructor":
                _folder.Add("Mine", Source(add: 1, construct: Broken));
                break;
            case "attach":
                _folder.Add("Mine", Source(add: 1, attach: Broken));
                break;
            default:
                _folder.Add("Mine", Source(add: 1, version: 0));
                break;
        }

        (await Should.ThrowAsync<MachineConfigurationException>(() => machine.ReloadPluginAsync("Mine"))).Message.ShouldContain(message);
        (await machine.RunAsync()).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_plugin_that_is_not_loaded_is_answered_with_those_that_are()
    {
        _folder.Add("Mine", Source(add: 1));
        await using Machine machine = Create(ReadOnce);
        (await Should.ThrowAsync<PluginException>(() => machine.ReloadPluginAsync("Yours"))).Message.ShouldBe("there is no plugin 'Yours'; loaded are Mine");
    }

    private const string Broken = "throw new System.FormatException(\"broken on purpose\");";

    /// <summary>A counter on port 10h: every read adds and tells the low byte, port 11h tells how far it is.</summary>
    private static string Source(int add, string slow = "await Host.CompleteAt(100, System.Threading.Tasks.Task.CompletedTask);", string construct = "", string attach = "", int version = 1)
        => $$"""
            using System.Threading;
            using System.Threading.Tasks;
            using GenEmu.Abstractions;
            [Device("{{Kind}}")]
            public sealed class Counter : IDevice, IAsyncPortDevice, IStateful
            {
                private uint _count;
                public Counter() { {{construct}} }
                private IDeviceHost Host;
                public int StateVersion => {{version}};
                public void Attach(IDeviceHost host)
                {
                    Host = host;
                    host.Ports.Claim(new PortClaim { Base = 0x10 }, this);
                    {{attach}}
                }
                public void Reset(ResetKind kind) => _count = 0;
                public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken token)
                {
                    {{slow}}
                    return _count += {{add}};
                }
                public ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken token) => default;
                public void Save(IStateWriter writer) => writer.Write("count", _count);
                public void Load(IStateReader reader, int version) => _count = reader.Read<uint>("count");
            }
            """;

    private Machine Create(Action<Assembler> program) => Rig.Create(program, b =>
    {
        b.Watchdog = null;
        b.Plugins(_folder.Path).Add(Kind);
    });

    private static void ReadOnce(Assembler a)
    {
        a.@in(al, 0x10);
        a.@out(Rig.StopPort, al);
    }

    /// <summary>Reads for ever and keeps the last value at 504h, until there is something at 500h.</summary>
    private static void CountUntilTold(Assembler a)
    {
        Label loop = a.CreateLabel();
        a.xor(ax, ax);
        a.mov(ds, ax);
        a.Label(ref loop);
        a.@in(eax, 0x10);
        a.mov(__dword_ptr[0x504], eax);
        a.cmp(__byte_ptr[0x500], 0);
        a.je(loop);
        a.@out(Rig.StopPort, al);
    }

    private static async Task ReachAsync(Machine machine, uint count)
    {
        while (await CountAsync(machine) < count)
        {
            await Task.Delay(5);
        }
    }

    private static Task<uint> CountAsync(Machine machine)
    {
        var result = new TaskCompletionSource<uint>(TaskCreationOptions.RunContinuationsAsynchronously);
        machine.Post(() =>
        {
            byte[] data = new byte[4];
            machine.Memory.Read(0x504, data);
            result.SetResult(BitConverter.ToUInt32(data));
        });
        return result.Task;
    }

    private static async Task PendingAsync(Machine machine)
    {
        bool pending = false;
        while (!pending)
        {
            var seen = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            machine.Post(() => seen.SetResult(machine.PendingAccesses.Count > 0));
            pending = await seen.Task;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CodeOf(Machine machine) => new(machine.Devices.Single(d => d.Name == "counter").Device.GetType().Assembly);

    private static async Task ShouldBeCollectedAsync(WeakReference code)
    {
        for (int i = 0; i < 100 && code.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20);           // the machine runs on: what its last slices held goes out of reach
        }

        code.IsAlive.ShouldBeFalse();
    }
}
