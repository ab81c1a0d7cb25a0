using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <content>Playing traffic.</content>
internal sealed partial class BenchBoard
{
    /// <summary>No guest waits longer for an answer, in virtual time.</summary>
    private const long LongestAnswer = 10_000_000_000;

    /// <summary>A timer that fires for ever must not keep a wait from ending.</summary>
    private const int MostTimers = 2000;

    /// <summary>Plays one step to its end, boundary included.</summary>
    /// <returns>Whether its first piece was not answered at once.</returns>
    public bool Play(TrafficStep step)
    {
        bool waited = false;
        _context.Now(step.ToString());
        Run(() =>
        {
            switch (step.Kind)
            {
                case TrafficKind.PortRead or TrafficKind.PortWrite or TrafficKind.MemoryRead or TrafficKind.MemoryWrite:
                    waited = Access(step);
                    break;
                case TrafficKind.RepeatRead or TrafficKind.RepeatWrite:
                    Repeat(step);
                    break;
                case TrafficKind.Wait:
                    PassTime((long)step.Address);
                    break;
                default:
                    Guard(SubjectName, step.ToString(), () => Other(step));
                    break;
            }

            Boundary();
        });
        return waited;
    }

    /// <summary>Starts a step's first piece.</summary>
    /// <returns>It, if it was not answered at once; else null.</returns>
    public BenchPending? Begin(TrafficStep step)
    {
        BenchPending? pending = null;
        _context.Now($"{step}, started");
        Run(() => pending = Start(step, Resolve(step), step.Width, step.Value, out _));
        if (pending is { IsCompleted: false })
        {
            return pending;
        }

        pending?.Dispose();
        return null;
    }

    /// <summary>Lets an access come to its end.</summary>
    public ulong Finish(BenchPending pending, TrafficStep step)
    {
        ulong value = 0;
        Run(() => value = Await(pending, step));
        return value;
    }

    /// <summary>Runs what is due without time passing.</summary>
    public void Settle() => Run(Boundary);

    /// <summary>Lets time pass, and with it everything that is under way.</summary>
    public void Pass(long nanoseconds) => Run(() => PassTime(nanoseconds));

    public ValueTask CompleteAt(long latency, Task work)
    {
        if (Pace == HostPace.Early)
        {
            Task.WhenAny(work).Wait(Options.Patience);
        }

        if (latency == 0 && work.IsCompleted)
        {
            return new ValueTask(work);
        }

        var done = new TaskCompletionSource();
        _works.Add(done);
        new BenchTimer(Clock, () => Show(work, done)).Arm(Clock.Now + latency);
        return new ValueTask(done.Task);
    }

    /// <summary>The bench has nothing else to do: time stands still until the host is done.</summary>
    public ValueTask CompleteWhenDone(Task work) => CompleteAt(0, work);

    private void Show(Task work, TaskCompletionSource done)
    {
        long end = Environment.TickCount64 + (long)Options.Patience.TotalMilliseconds;
        while (!work.IsCompleted && Environment.TickCount64 < end)
        {
            Scheduler.Drain(Continue);
            Task.WhenAny(work).Wait(TimeSpan.FromMilliseconds(1));
        }

        if (!work.IsCompleted)
        {
            throw _context.End(ConformanceRule.Unanswered, $"work given to CompleteAt was not finished after {Options.Patience.TotalSeconds:0.#} s by the host's clock");
        }

        _works.Remove(done);
        done.TrySetFromTask(work);
    }

    private void Boundary()
    {
        int fired = 0;
        while (Scheduler.Drain(Continue) || (fired++ < MostTimers && Clock.FireNext(Clock.Now)))
        {
            _context.Tick();
        }
    }

    private void Continue(Action callback) => Guard(SubjectName, "code that nobody awaits", callback);

    private void PassTime(long nanoseconds)
    {
        long end = Clock.Now + nanoseconds;
        int fired = 0;
        Boundary();
        while (fired++ < MostTimers && Clock.FireNext(end))
        {
            Boundary();
        }

        if (fired <= MostTimers)
        {
            Clock.AdvanceTo(end);
        }
    }

    private bool Access(TrafficStep step)
    {
        bool waited = false;
        ulong address = Resolve(step);
        ulong value = 0;
        for (int done = 0; done < step.Width;)
        {
            using BenchPending? pending = Start(step, address + (ulong)done, step.Width - done, step.Value >> (8 * done), out int width);
            waited |= done == 0 && pending is { IsCompleted: false };
            ulong piece = pending is null ? (1UL << (8 * width)) - 1 : Await(pending, step);
            value |= width == 8 ? piece : piece << (8 * done);
            done += width;
        }

        Transcribe(step, value);
        return waited;
    }

    private void Transcribe(TrafficStep step, ulong value)
    {
        bool reads = step.Kind is TrafficKind.PortRead or TrafficKind.MemoryRead;
        Transcript.Add(reads ? $"{step} = {value:X} @{Clock.Now}" : $"{step} @{Clock.Now}");
    }

    private ulong Resolve(TrafficStep step)
    {
        bool isPort = step.Kind is TrafficKind.PortRead or TrafficKind.PortWrite or TrafficKind.RepeatRead or TrafficKind.RepeatWrite;
        List<BenchClaim> claims = (isPort ? Ports : Addresses).History;
        ulong address = step.Claim is { } claim ? claims[claim % claims.Count].Base + step.Address : step.Address;
        return isPort ? address & 0xFFFF : address;
    }

    /// <summary>Starts the widest piece that somebody answers. RAM, and places where nobody answers, give null: nothing to see there.</summary>
    private BenchPending? Start(TrafficStep step, ulong address, int remaining, ulong value, out int width)
    {
        bool isPort = step.Kind is TrafficKind.PortRead or TrafficKind.PortWrite;
        BenchSpace space = isPort ? Ports : Addresses;
        width = 8;
        while (width > remaining || (address & (ulong)(width - 1)) != 0)
        {
            width >>= 1;
        }

        BenchClaim? claim = space.Find(address, width);
        while (claim is null && width > 1)
        {
            width >>= 1;
            claim = space.Find(address, width);
        }

        bool writes = step.Kind is TrafficKind.PortWrite or TrafficKind.MemoryWrite;
        if (claim?.Answer is null)
        {
            claim?.Touch(address - claim.Base, width, writes, value);
            return null;
        }

        var cancellation = new CancellationTokenSource();
        var access = new BenchAccess(address, address - claim.Base, width, writes, width == 8 ? value : value & ((1UL << (8 * width)) - 1), cancellation.Token);
        var pending = new BenchPending(access, cancellation);
        Scheduler.ClearForeign();
        Start(pending, claim);
        return pending;
    }

    /// <summary>A device that accepts first is told the access's id, and goes on with one that it had accepted before (<see cref="IResumable"/>).</summary>
    private void Start(BenchPending pending, BenchClaim claim)
    {
        ulong? again = Offered;
        Offered = null;
        pending.Id = again ?? _nextId++;
        pending.Start(access =>
        {
            if (!claim.IsAsync || Subject is not IResumable resumable || claim.Owner != SubjectName)
            {
                return claim.Answer!(access);
            }

            if (again is not null && resumable.Resume(pending.Id, access.Token) is { } goesOn)
            {
                return goesOn;
            }

            resumable.Accept(pending.Id);
            return claim.Answer!(access);
        });
    }

    private ulong Await(BenchPending pending, TrafficStep step)
    {
        long limit = Clock.Now + LongestAnswer;
        int fired = 0;
        while (!pending.IsCompleted)
        {
            _context.Tick();
            if (!Scheduler.Drain(Continue) && !(fired++ < 50 * MostTimers && Clock.FireNext(limit)) && !Scheduler.WaitForMore(Options.Patience))
            {
                throw _context.End(ConformanceRule.Unanswered, $"{step} is not answered: no timer is armed, and nothing came for {Options.Patience.TotalSeconds:0.#} s by the host's clock");
            }
        }

        if (Scheduler.ForeignCame && !pending.IsCancelled)
        {
            Report(ConformanceRule.HostTime, $"{step} was answered when the host was done with it; give the work a virtual deadline with Host.CompleteAt, or runs cannot be repeated");
        }

        return Take(pending, step);
    }

    private ulong Take(BenchPending pending, TrafficStep step)
    {
        BenchAccess access = pending.Access;
        if (pending.Error is { } error)
        {
            Transcript.Add($"{step} threw {error.GetType().Name}");
            if (!pending.IsCancelled)
            {
                Report(ConformanceRule.Throws, $"{step} threw {Describe(error)}");
            }

            return access.Mask;
        }

        if (!access.Writes && (pending.Value & ~access.Mask) != 0 && pending.Value != OpenBus(step))
        {
            Report(ConformanceRule.Width, $"{step} was answered with {pending.Value:X}h, which does not fit into {access.Width} bytes; mask what you return");
        }

        return pending.Value & access.Mask;
    }

    /// <summary>All ones of the return type: where a device has nothing to read, that is an undriven bus, whatever the width.</summary>
    private static ulong OpenBus(TrafficStep step) => step.Kind == TrafficKind.PortRead ? uint.MaxValue : ulong.MaxValue;

    private void Other(TrafficStep step)
    {
        switch (step.Kind)
        {
            case TrafficKind.PciRead when step.Claim < PciFunctions.Count:
                Transcript.Add($"{step} = {PciFunctions[step.Claim.Value].ReadConfig((int)step.Address, step.Width):X}");
                break;
            case TrafficKind.PciWrite when step.Claim < PciFunctions.Count:
                PciFunctions[step.Claim.Value].WriteConfig((int)step.Address, step.Width, (uint)step.Value);
                break;
            case TrafficKind.Input when SubjectHost.Channels.TryGetValue(step.Name, out BenchChannel? channel):
                channel.Receive((byte)step.Value);
                break;
            case TrafficKind.Level:
                Wire(step.Name).Set("the bench", step.Value != 0);
                break;
            case TrafficKind.Key:
                Transcript.Add($"{step} {Find<IKeyboardInput>()?.TrySend((PcKey)step.Address, step.Value != 0)}");
                break;
            case TrafficKind.Acknowledge when Wire("intr").Level && Find<IInterruptController>() is { } controller:
                Transcript.Add($"acknowledged {controller.Acknowledge():X2} @{Clock.Now}");
                break;
            case TrafficKind.Look when Find<ITextDisplay>() is { } display:
                Look(display);
                break;
            default:
                break;
        }
    }

    private void Look(ITextDisplay display)
    {
        var cells = new TextCell[display.Columns * display.Rows];
        display.Read(cells);
        var hash = default(HashCode);
        foreach (TextCell cell in cells)
        {
            hash.Add(cell);
        }

        Transcript.Add($"screen {display.IsText} {display.Columns}x{display.Rows} cursor {display.Cursor} {hash.ToHashCode():X8}");
    }
}
