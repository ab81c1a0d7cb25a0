using GenEmu.Abstractions;
using GenEmu.Conformance.Bench;
using GenEmu.Conformance.Checks;

namespace GenEmu.Conformance;

/// <summary>Makes the traffic for a device: the author's script, a sweep over everything it claims, and random steps.</summary>
internal sealed class TrafficPlan
{
    private const int MostSwept = 240;
    private const int SweptPlaces = 48;

    private static readonly ulong[] Patterns = [0, ulong.MaxValue, 0x55AA_55AA_55AA_55AA, 1, 0x80, 0x8000_0001];
    private static readonly long[] Waits = [100, 1_000, 20_000, 300_000, 2_000_000, 20_000_000];

    private readonly Random _random;
    private readonly BenchBoard _board;
    private readonly List<TrafficStep> _recent = [];

    private TrafficPlan(BenchBoard board, int seed)
    {
        _board = board;
        _random = new Random(seed);
    }

    public static List<TrafficStep> Make(CheckContext context)
    {
        using var board = new BenchBoard(context);
        var plan = new TrafficPlan(board, context.Options.Seed);
        List<TrafficStep> sweep = plan.Sweep();
        return [.. context.Options.Script, .. sweep, .. Enumerable.Range(0, context.Options.Steps).Select(_ => plan.RandomStep()).OfType<TrafficStep>()];
    }

    /// <summary>Odd widths and offsets: every place of every claim, if there are not too many, read and written at every width.</summary>
    private List<TrafficStep> Sweep()
    {
        var all = new List<TrafficStep>();
        foreach ((BenchSpace space, TrafficKind read, TrafficKind write, int widest) in Spaces())
        {
            for (int claim = 0; claim < space.History.Count; claim++)
            {
                foreach (ulong offset in Places(space.History[claim].Length))
                {
                    for (int width = 1; width <= widest; width <<= 1)
                    {
                        all.Add(TrafficStep.InClaim(read, claim, offset, width, 0));
                        all.Add(TrafficStep.InClaim(write, claim, offset, width, Patterns[_random.Next(Patterns.Length)]));
                    }
                }
            }
        }

        while (all.Count > MostSwept)
        {
            all.RemoveAt(_random.Next(all.Count));
        }

        return all;
    }

    private IEnumerable<ulong> Places(ulong length)
    {
        for (ulong offset = 0; offset < Math.Min(length, SweptPlaces); offset++)
        {
            yield return offset;
        }

        if (length > SweptPlaces)
        {
            yield return length - 1;
            yield return length - 3;
            yield return (ulong)_random.NextInt64((long)Math.Min(length, (ulong)long.MaxValue));
        }
    }

    private TrafficStep? RandomStep() => _random.Next(20) switch
    {
        < 12 => RandomAccess(),
        < 14 when _recent.Count > 0 => _recent[_random.Next(Math.Max(0, _recent.Count - 6), _recent.Count)],
        < 15 => RandomRepetition(),
        < 17 => TrafficStep.Wait(Waits[_random.Next(Waits.Length)]),
        _ => RandomInput() ?? RandomAccess(),
    };

    private TrafficStep? RandomRepetition()
    {
        if (RandomAccess() is not { Claim: { } claim, Kind: TrafficKind.PortRead or TrafficKind.PortWrite } step)
        {
            return null;
        }

        TrafficKind kind = step.Kind == TrafficKind.PortRead ? TrafficKind.RepeatRead : TrafficKind.RepeatWrite;
        return TrafficStep.InClaim(kind, claim, step.Address, step.Width, step.Value, 1 + _random.Next(40));
    }

    private TrafficStep? RandomAccess()
    {
        (BenchSpace Space, TrafficKind Read, TrafficKind Write, int Widest)[] spaces = [.. Spaces().Where(entry => entry.Space.History.Count > 0)];
        if (spaces.Length == 0)
        {
            return null;
        }

        (BenchSpace space, TrafficKind read, TrafficKind write, int widest) = spaces[_random.Next(spaces.Length)];
        int index = _random.Next(space.History.Count);
        BenchClaim claim = space.History[index];
        ulong offset = (ulong)_random.NextInt64((long)Math.Min(claim.Length, _random.Next(3) == 0 ? (ulong)long.MaxValue : 64));
        int width = _random.Next(3) == 0 ? 1 << _random.Next(widest == 8 ? 4 : 3) : Native(claim);
        TrafficKind kind = _random.Next(2) == 0 ? read : write;
        TrafficStep step = TrafficStep.InClaim(kind, index, width > 1 && _random.Next(4) != 0 ? offset & ~((ulong)width - 1) : offset, width, RandomValue());
        _recent.Add(step);
        return step;
    }

    private static int Native(BenchClaim claim) => claim.Widths.HasFlag(AccessWidths.Byte) ? 1 : claim.Widths.HasFlag(AccessWidths.Word) ? 2
        : claim.Widths.HasFlag(AccessWidths.Dword) ? 4 : 8;

    private ulong RandomValue() => _random.Next(4) switch
    {
        0 => Patterns[_random.Next(Patterns.Length)],
        1 => (ulong)_random.Next(16),
        2 => 1UL << _random.Next(64),
        _ => (ulong)_random.NextInt64(),
    };

    private TrafficStep? RandomInput()
    {
        var choices = new List<Func<TrafficStep>>();
        foreach (string channel in _board.SubjectHost.Channels.Keys.Order(StringComparer.Ordinal))
        {
            choices.Add(() => TrafficStep.Input(channel, (byte)_random.Next(256)));
        }

        foreach (BenchWire wire in _board.Wires.Where(wire => wire.HearsOf(BenchBoard.SubjectName)))
        {
            choices.Add(() => TrafficStep.Level(wire.Name, _random.Next(2) == 0));
        }

        for (int function = 0; function < _board.PciFunctions.Count; function++)
        {
            int which = function;
            choices.Add(() => TrafficStep.InClaim(TrafficKind.PciRead, which, (ulong)_random.Next(64) * 4, 4, 0));
            choices.Add(() => TrafficStep.InClaim(TrafficKind.PciWrite, which, (ulong)_random.Next(16) * 4, 4, (uint)RandomValue()));
        }

        Provided<IKeyboardInput>(choices, () => TrafficStep.Key(Enum.GetValues<PcKey>()[_random.Next(Enum.GetValues<PcKey>().Length)], _random.Next(2) == 0));
        Provided<IInterruptController>(choices, () => TrafficStep.Plain(TrafficKind.Acknowledge));
        Provided<ITextDisplay>(choices, () => TrafficStep.Plain(TrafficKind.Look));
        return choices.Count == 0 ? null : choices[_random.Next(choices.Count)]();
    }

    private void Provided<T>(List<Func<TrafficStep>> choices, Func<TrafficStep> make)
    {
        if (_board.Services.Exists(service => service.Type == typeof(T) && service.Owner == BenchBoard.SubjectName))
        {
            choices.Add(make);
        }
    }

    private (BenchSpace Space, TrafficKind Read, TrafficKind Write, int Widest)[] Spaces() =>
    [
        (_board.Ports, TrafficKind.PortRead, TrafficKind.PortWrite, 4),
        (_board.Addresses, TrafficKind.MemoryRead, TrafficKind.MemoryWrite, 8),
    ];
}
