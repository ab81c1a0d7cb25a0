using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Replay;
using GenEmu.Time;

namespace GenEmu;

/// <summary>Types on a machine's keyboard at the speed of a good typist, in virtual time.</summary>
public sealed class Typist
{
    private const long Gap = 20_000_000;
    private const long Retry = 1_000_000;

    private readonly MachineBoard _board;
    private readonly Queue<KeyStroke> _strokes = [];
    private readonly MachineTimer _timer;

    internal Typist(MachineBoard board)
    {
        _board = board;
        _timer = new MachineTimer(board.Timers, () => board.Faults.Guard("keyboard", "taking a key", Strike), name: "typist");
    }

    /// <summary>Types keys, after those that wait already. May be called from any thread.</summary>
    /// <param name="text">The keys, as <see cref="KeyText"/> reads them.</param>
    /// <exception cref="FormatException">There is no such key.</exception>
    public void Type(string text) => Type(KeyText.Parse(text));

    /// <summary>Presses and releases keys, after those that wait already. May be called from any thread.</summary>
    /// <param name="strokes">The keys.</param>
    public void Type(IReadOnlyList<KeyStroke> strokes) => _board.Send(MachineInput.Of(strokes));

    /// <summary>Whether every key has reached the keyboard.</summary>
    internal bool IsDone => _strokes.Count == 0;

    /// <summary>As <see cref="Type(IReadOnlyList{KeyStroke})"/>, on the machine's thread and at once.</summary>
    internal void Enqueue(IReadOnlyList<KeyStroke> strokes)
    {
        foreach (KeyStroke stroke in strokes)
        {
            _strokes.Enqueue(stroke);
        }

        if (_strokes.Count > 0 && _timer.Deadline is null)
        {
            _timer.Arm(_board.Clock.Now);
        }
    }

    internal void Save(IStateWriter to)
    {
        to.WriteArray<int>("keys", [.. _strokes.Select(stroke => (int)stroke.Key)]);
        to.WriteArray<bool>("keysPressed", [.. _strokes.Select(stroke => stroke.Pressed)]);
        to.Write("nextKey", _timer.Deadline ?? -1);
    }

    internal void Load(IStateReader from)
    {
        _strokes.Clear();
        _timer.Cancel();
        foreach ((int key, bool pressed) in from.ReadArray<int>("keys").Zip(from.ReadArray<bool>("keysPressed")))
        {
            _strokes.Enqueue(new KeyStroke((PcKey)key, pressed));
        }

        if (from.Read<long>("nextKey") is >= 0 and var next)
        {
            _timer.Arm(next);
        }
    }

    private void Strike()
    {
        if (_board.Services.Find<IKeyboardInput>() is not { } keyboard)
        {
            _strokes.Clear();
            throw new InvalidOperationException("There is no keyboard in the machine; add one, such as genemu.i8042.");
        }

        if (!_strokes.TryPeek(out KeyStroke stroke))
        {
            return;
        }

        bool sent = keyboard.TrySend(stroke.Key, stroke.Pressed);
        if (sent)
        {
            _strokes.Dequeue();
        }

        if (_strokes.Count > 0)
        {
            _timer.Arm(_board.Clock.Now + (sent ? Gap : Retry));
        }
    }
}
