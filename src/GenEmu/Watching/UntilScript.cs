using GenEmu.Time;

namespace GenEmu;

/// <summary>Does steps in order, each when its text shows anew, then waits for a last text.</summary>
internal sealed class UntilScript(IReadOnlyList<ScriptStep> steps, string? last) : Until
{
    public override string ToString() => $"'{last}'";

    internal override IDisposable Start(Machine machine, Action matched) => new Run(machine, steps, last, matched);

    private sealed class Run : IDisposable
    {
        private static readonly string[] Channels = ["serial0", "debugcon"];

        private readonly Machine _machine;
        private readonly IReadOnlyList<ScriptStep> _steps;
        private readonly string? _last;
        private readonly Action _matched;
        private readonly MachineTimer _timer;
        private readonly IDisposable[] _subscriptions;
        private readonly TextMatcher?[] _matchers = new TextMatcher?[Channels.Length];
        private readonly HashSet<int> _old = [];
        private int _step = -1;
        private bool _seen;

        public Run(Machine machine, IReadOnlyList<ScriptStep> steps, string? last, Action matched)
        {
            (_machine, _steps, _last, _matched) = (machine, steps, last, matched);
            _timer = new MachineTimer(machine.Board.Observers, Look);
            _subscriptions = [.. Channels.Select((name, index) => machine.Channel(name).OnOutput(value => Take(index, value)))];
            Next();
            _timer.Arm(machine.Board.Clock.Now);
        }

        private string? Wanted => _step < _steps.Count ? _steps[_step].Seen : _last;

        public void Dispose()
        {
            _timer.Dispose();
            foreach (IDisposable subscription in _subscriptions)
            {
                subscription.Dispose();
            }
        }

        private void Next()
        {
            _step++;
            _seen = false;
            if (Wanted is not { } text)
            {
                Array.Clear(_matchers);
                return;
            }

            for (int i = 0; i < _matchers.Length; i++)
            {
                _matchers[i] = new TextMatcher(text);
            }

            if (_step > 0)
            {
                _old.UnionWith(_machine.Screen.Find(text));     // what stands there already is no answer to what is typed now
            }
        }

        private void Take(int channel, byte value)
        {
            if (_matchers[channel] is { } matcher && matcher.Next(value) && !_seen)
            {
                // The device is in the middle of an access; what the step does comes at the boundary.
                _seen = true;
                _timer.Arm(_machine.Board.Clock.Now);
            }
        }

        private void Look()
        {
            if (Wanted is { } text && (_seen || ShowsAnew(text)))
            {
                Act();
            }

            if (Wanted is not null)
            {
                _timer.Arm(_machine.Board.Clock.Now + TextScreen.LookInterval);
            }
        }

        private bool ShowsAnew(string text)
        {
            HashSet<int> now = [.. _machine.Screen.Find(text)];
            _old.IntersectWith(now);
            return !now.IsSubsetOf(_old);
        }

        private void Act()
        {
            if (_step == _steps.Count)
            {
                _matched();
                return;
            }

            ScriptStep step = _steps[_step];
            _old.Clear();
            Next();
            if (step.Keys.Count > 0)
            {
                _machine.Keyboard.Type(step.Keys);
            }

            if (!step.Line.IsEmpty)
            {
                _machine.Channel(Channels[0]).Send(step.Line.Span);
            }

            _machine.Board.Cpus.RequestAttention();         // it enters at the next boundary, and that is the next instruction's
        }
    }
}
