using System.Threading.Tasks.Sources;
using GenEmu.Abstractions;
using GenEmu.Tests.Support;

namespace GenEmu.Tests.Faults;

/// <summary>Answers that come twice, too late, or are no answers: the first that somebody waits for counts, all others change nothing.</summary>
public sealed class LateAnswerTests
{
    [Fact]
    public async Task An_answer_that_comes_twice_counts_once()
    {
        var source = new TwiceSource();
        await using Machine machine = FaultRig.Create(new TestDevice().OnSlowRead(FaultRig.Port, _ => new ValueTask<uint>(source, 0)));
        (await machine.RunAsync()).ExitCode.ShouldBe(1);
        source.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_after_the_host_cancelled_the_access_is_dropped()
    {
        var answer = new TaskCompletionSource<uint>();
        var asked = new TaskCompletionSource();
        CancellationToken token = default;
        await using Machine machine = FaultRig.Create(
            new TestDevice().OnSlowRead(FaultRig.Port, async t =>
            {
                token = t;
                asked.SetResult();
                return await answer.Task;
            }),
            configure: b => b.Watchdog = null);
        Task<MachineStop> run = machine.RunAsync();
        await asked.Task;
        (await machine.CancelPendingAccessesAsync("somebody else")).ShouldBe(0);
        (await machine.CancelPendingAccessesAsync("culprit")).ShouldBe(1);
        token.IsCancellationRequested.ShouldBeTrue();
        answer.SetResult(0x5A);
        (await run).ExitCode.ShouldBe(0xFF);
        machine.DeviceFaultCount.ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_after_the_device_was_removed_is_dropped()
    {
        var answer = new TaskCompletionSource<uint>();
        var asked = new TaskCompletionSource();
        await using Machine machine = FaultRig.Create(
            new TestDevice().OnSlowRead(FaultRig.Port, async _ =>
            {
                asked.SetResult();
                return await answer.Task;
            }),
            configure: b => b.Watchdog = null);
        Task<MachineStop> run = machine.RunAsync();
        await asked.Task;
        await machine.RemoveDeviceAsync("culprit");
        answer.SetResult(0x5A);
        (await run).ExitCode.ShouldBe(0xFF);
        machine.UnclaimedAccessCount.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_after_the_machine_was_disposed_is_dropped()
    {
        var answer = new TaskCompletionSource<uint>();
        var device = new TestDevice();
        bool wentOn = false;
        device.OnSlowRead(FaultRig.Port, async _ =>
        {
            uint value = await answer.Task;
            wentOn = true;
            device.Host.Memory.Write(0, [1]);
            return value;
        });
        Machine machine = FaultRig.Create(device, configure: b => b.Watchdog = null);
        (await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(30))).Kind.ShouldBe(MachineStopKind.Timeout);
        await machine.DisposeAsync();
        await Task.Run(() => answer.SetResult(0x5A));
        device.Host.Post(() => wentOn = true);
        wentOn.ShouldBeFalse();
    }

    [Fact]
    public async Task Disposing_while_an_access_waits_cancels_it()
    {
        CancellationToken token = default;
        Machine machine = FaultRig.Create(
            new TestDevice().OnSlowRead(FaultRig.Port, async t =>
            {
                token = t;
                return await new TaskCompletionSource<uint>().Task;
            }),
            configure: b => b.Watchdog = null);
        (await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(30))).Kind.ShouldBe(MachineStopKind.Timeout);
        await machine.DisposeAsync();
        token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_wider_than_the_access_is_cut()
    {
        await using Machine machine = FaultRig.Create(new TestDevice().OnSlowRead(FaultRig.Port, _ => ValueTask.FromResult(0xFFFF_FF5Au)));
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        machine.Cpu.Registers.Rax.ShouldBe(0x5AUL);
    }

    [Fact]
    public async Task An_immediate_answer_wider_than_the_access_is_cut()
    {
        await using Machine machine = FaultRig.Create(new TestDevice().OnRead(FaultRig.Port, () => 0xFFFF_FF5Au));
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        machine.Cpu.Registers.Rax.ShouldBe(0x5AUL);
    }

    [Fact]
    public async Task A_device_that_cancels_its_own_answer_has_failed()
    {
        await using Machine machine = FaultRig.Create(
            new TestDevice().OnSlowRead(FaultRig.Port, _ => ValueTask.FromCanceled<uint>(new CancellationToken(canceled: true))));
        (await machine.RunAsync()).ExitCode.ShouldBe(0xFF);
        machine.DeviceFaultCount.ShouldBe(1);
    }

    /// <summary>A hand-made answer that breaks the rules: it calls back two times.</summary>
    private sealed class TwiceSource : IValueTaskSource<uint>
    {
        private uint _value;

        public int Calls { get; private set; }

        public uint GetResult(short token) => ++_value;

        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
            => ThreadPool.QueueUserWorkItem(_ =>
            {
                for (int i = 0; i < 2; i++)
                {
                    continuation(state);
                    Calls++;
                }
            });
    }
}
