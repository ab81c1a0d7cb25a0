using GenEmu.Abstractions;
using GenEmu.Conformance.Checks;

namespace GenEmu.Conformance;

/// <summary>Tries a device model in every way in which a guest, a reset, a snapshot or a slow host could hurt it.</summary>
/// <remarks>
/// The device runs on a board of its own, without a CPU. What it is asked is the author's script, a sweep over all registers at all widths, and random
/// steps. Nothing found is no proof, but what is found is wrong. Any test framework will do: assert that the list is empty.
/// </remarks>
public static class DeviceConformance
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Tries a device.</summary>
    /// <param name="create">Makes a new, unattached instance; called many times.</param>
    /// <param name="options">How to try it; the defaults if not given.</param>
    /// <returns>What the device does wrong; empty if nothing was found.</returns>
    /// <remarks>
    /// Blocks, a second or so, and may be called from any thread. The device runs on threads of the checker's own; one that never comes back is
    /// left behind, in the background, and reported as <see cref="ConformanceRule.Hangs"/>.
    /// </remarks>
    public static IReadOnlyList<ConformanceFinding> Check(Func<IDevice> create, ConformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        options ??= new ConformanceOptions();
        var context = new CheckContext(create, options);
        var thread = new Thread(() => DeviceCheck.Run(context)) { IsBackground = true, Name = "device conformance" };
        thread.Start();
        long ticks = -1;
        long since = Environment.TickCount64;
        while (!thread.Join(Look))
        {
            if (context.Ticks != ticks)
            {
                (ticks, since) = (context.Ticks, Environment.TickCount64);
            }
            else if (Environment.TickCount64 - since > 2 * options.Patience.TotalMilliseconds)
            {
                context.Report(ConformanceRule.Hangs, $"{context.Activity}: the device does not come back");
                break;
            }
        }

        return context.Findings;
    }
}
