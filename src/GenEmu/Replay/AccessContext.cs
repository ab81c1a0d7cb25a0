using GenEmu.Time;

namespace GenEmu.Replay;

/// <summary>What a device's code for one access continues on: the machine's scheduler, with the access's name on it.</summary>
internal sealed class AccessContext(MachineScheduler scheduler, ulong id) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(static callback => ((Callback)callback!).Run(), new Callback(this, d, state));

    public override void Send(SendOrPostCallback d, object? state) => scheduler.Send(d, state);

    public override SynchronizationContext CreateCopy() => this;

    public override string ToString() => NameOf(id);

    /// <summary>The name of an access.</summary>
    public static string NameOf(ulong id) => $"access {id}";

    private sealed record Callback(AccessContext Context, SendOrPostCallback Body, object? State)
    {
        public void Run()
        {
            SynchronizationContext? outer = Current;
            SetSynchronizationContext(Context);
            try
            {
                Body(State);
            }
            finally
            {
                SetSynchronizationContext(outer);
            }
        }

        public override string ToString() => Context.ToString();
    }
}
