namespace GenEmu.DeviceConformance.Tests;

/// <summary>A printer: a page that is accepted is printed once, however often its access is offered.</summary>
[Device("good.accepts")]
public sealed partial class AcceptsFirst : IResumable
{
    [State] private bool _accepts;
    [State] private ulong _id;
    [State] private uint _pages;
    [State] private long _deadline;

    void IResumable.Accept(ulong id) => (_accepts, _id) = (true, id);

    ValueTask<ulong>? IResumable.Resume(ulong id, CancellationToken cancellationToken) => _accepts && id == _id ? Finish() : null;

    [PortRead(0x304)] private uint ReadPages() => _pages;

    [PortWrite(0x300)]
    private async ValueTask Print(byte value)
    {
        _pages++;
        _deadline = Host.Clock.Now + 1000;
        await Finish();
    }

    private async ValueTask<ulong> Finish()
    {
        await Host.CompleteAt(Math.Max(0, _deadline - Host.Clock.Now), Task.CompletedTask);
        return 0;
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            (_accepts, _id, _pages, _deadline) = (false, 0, 0, 0);
        }
    }
}
