using System.Runtime.ExceptionServices;
using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>The same inputs again: later by the host's clock, on another thread, with a host that works faster.</summary>
internal static class RepeatCheck
{
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(30);

    public static void Run(CheckContext context, IReadOnlyList<TrafficStep> traffic, Recording baseline)
    {
        Thread.Sleep(Later);            // for devices that look at the host's clock
        Recording? again = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                again = Recording.Make(context, traffic, HostPace.Early);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })
        { IsBackground = true };
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (again is not null && baseline.DifferenceTo(again, traffic) is { } difference)
        {
            context.Report(
                ConformanceRule.Determinism,
                $"the same traffic gave something else when it was repeated, {difference}; is there a wall clock, a random number, a hash code or a race?");
        }
    }
}
