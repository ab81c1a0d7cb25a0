using GenEmu.Time;

namespace GenEmu;

/// <summary>Looks at the screen at fixed virtual intervals, so that it is cheap and every run sees the same.</summary>
internal sealed class UntilShown : Until
{
    private readonly string _text;

    public UntilShown(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _text = text;
    }

    public override string ToString() => $"'{_text}'";

    internal override IDisposable Start(Machine machine, Action matched)
    {
        MachineTimer timer = null!;
        timer = new MachineTimer(machine.Board.Observers, Look);
        timer.Arm(machine.Board.Clock.Now);
        return timer;

        void Look()
        {
            if (machine.Screen.Contains(_text))
            {
                matched();
            }
            else
            {
                timer.Arm(machine.Board.Clock.Now + TextScreen.LookInterval);
            }
        }
    }
}
