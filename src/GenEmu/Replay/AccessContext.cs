using GenEmu.Time;

namespace GenEmu.Replay;

/// <summary>What a device's code for one access continues on: the machine's scheduler, with the access's name on it.</summary>
/// <param name="scheduler">The machine's scheduler.</param>
/// <param name="id">The access.</param>
/// <param name="era">When it was asked: between two moments at which the machine was put back, for the same access may be made in each.</param>
internal sealed class AccessContext(MachineScheduler scheduler, ulong id, object era) : SynchronizationContext
{
    private readonly object _era = era;

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(static callback => ((Callback)callback!).Run(), new Callback(this, d, state));

    public override void Send(SendOrPostCallback d, object? state) => scheduler.Send(d, state);

    public override SynchronizationContext CreateCopy() => this;

    public override string ToString() => NameOf(id);

    /// <summary>The name of an access.</summary>
    public static string NameOf(ulong id) => $"access {id}";

    /// <summary>Whether what was posted comes from an access that was forgotten when the machine was put back.</summary>
    /// <param name="state">What was posted.</param>
    /// <param name="era">When the machine is now.</param>
    public static bool IsForgotten(object? state, object era) => state is Callback callback && callback.Context._era != era;

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
