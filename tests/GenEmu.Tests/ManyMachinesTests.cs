using System.Diagnostics;
using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Machines that wait cost little: hundreds of them side by side in one process. Alone, because it measures the process's memory.</summary>
[CollectionDefinition(nameof(ManyMachinesTests), DisableParallelization = true)]
[Collection(nameof(ManyMachinesTests))]
public sealed class ManyMachinesTests
{
    private const int Count = 200;
    private const long MostBytesEach = 2 << 20;

    [Fact]
    public async Task Each_machine_that_waits_takes_less_than_2_MiB_and_all_of_them_finish()
    {
        await RunAsync(5);         // what the first machines compile and load belongs to all
        (await RunAsync(Count)).ShouldBeLessThan(Count * MostBytesEach);
    }

    [Fact]
    public async Task Machines_that_compute_get_even_shares()
    {
        Machine[] machines = [.. Enumerable.Range(0, 50).Select(_ => Rig.Create(FaultRig.Spin))];
        using var end = new CancellationTokenSource();
        Task<MachineStop>[] runs = [.. machines.Select(machine => machine.RunAsync(cancellationToken: end.Token))];
        await Task.Delay(TimeSpan.FromSeconds(3));
        await end.CancelAsync();

        long[] done = [.. (await Task.WhenAll(runs)).Select(stop => stop.Instructions)];

        done.Min().ShouldBeGreaterThan(done.Max() / 10);
        foreach (Machine machine in machines)
        {
            await machine.DisposeAsync();
        }
    }

    [Fact]
    public async Task RAM_takes_host_memory_only_where_it_is_used_also_after_a_cold_start()
    {
        const long Size = 256L << 20;
        long before = Memory();
        await using Machine machine = Rig.Create(FaultRig.Spin, b => b.Memory((ulong)Size));
        machine.Reset(ResetKind.PowerOn);
        (await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(300))).Kind.ShouldBe(MachineStopKind.Timeout);
        machine.LastReset!.Kind.ShouldBe(ResetKind.PowerOn);
        (Memory() - before).ShouldBeLessThan(Size / 2);
    }

    [Fact]
    public async Task A_cold_start_clears_what_was_used()
    {
        await using Machine machine = Rig.Create(FaultRig.Spin);
        machine.Memory.Write(0x1FFF, [1, 2, 3]);
        machine.Reset(ResetKind.PowerOn);
        await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(50));
        byte[] data = [9, 9, 9];
        machine.Memory.Read(0x1FFF, data);
        data.ShouldBe([0, 0, 0]);
    }

    /// <summary>Lets so many machines wait at once, then answers them all three times.</summary>
    /// <returns>The memory that they took while they waited.</returns>
    private static async Task<long> RunAsync(int count)
    {
        long before = Memory();
        var gate = new TaskCompletionSource();
        using var asked = new CountdownEvent(count);
        Machine[] machines = [.. Enumerable.Range(0, count).Select(_ => Create(gate.Task, asked))];
        Task<MachineStop>[] runs = [.. machines.Select(machine => machine.RunAsync(timeout: TimeSpan.FromMinutes(2)))];
        await Task.Run(() => asked.Wait(TimeSpan.FromMinutes(1)));
        asked.IsSet.ShouldBeTrue();
        long taken = Memory() - before;
        gate.SetResult();
        (await Task.WhenAll(runs)).ShouldAllBe(stop => stop.Kind == MachineStopKind.Stopped && stop.ExitCode == 3);
        foreach (Machine machine in machines)
        {
            await machine.DisposeAsync();
        }

        return taken;
    }

    private static Machine Create(Task gate, CountdownEvent asked)
    {
        uint reads = 0;
        return Rig.Create(
            AskThreeTimes,
            new TestDevice().OnSlowRead(0x10, async _ =>
            {
                if (++reads == 1)
                {
                    asked.Signal();
                    await gate;
                }
                else
                {
                    await Task.Yield();
                }

                return reads;
            }));
    }

    private static void AskThreeTimes(Assembler a)
    {
        for (int i = 0; i < 3; i++)
        {
            a.@in(al, 0x10);
        }

        a.@out(Rig.StopPort, al);
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
