using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>All checks, one after the other.</summary>
internal static class DeviceCheck
{
    public static void Run(CheckContext context)
    {
        try
        {
            if (!Attaches(context))
            {
                return;
            }

            ConfigurationCheck.Run(context);
            List<TrafficStep> traffic = TrafficPlan.Make(context);
            Recording baseline = Recording.Make(context, traffic, HostPace.Late);
            RepeatCheck.Run(context, traffic, baseline);
            BlockCheck.Run(context, traffic, baseline);
            SharingCheck.Run(context, traffic, baseline);
            StateCheck.Run(context, traffic, baseline);
            ResetCheck.Run(context, traffic, baseline);
            UnloadCheck.Run(context, traffic, baseline);
        }
        catch (CheckEndedException)
        {
            // It is among the findings.
        }
        catch (Exception exception)
        {
            context.Report(ConformanceRule.Throws, $"{context.Activity}: {exception.GetType().Name}: {exception.Message}");
        }
    }

    private static bool Attaches(CheckContext context)
    {
        try
        {
            using var board = new BenchBoard(context);
            return true;
        }
        catch (Exception exception) when (exception is not CheckEndedException)
        {
            context.Report(ConformanceRule.Attach, $"attaching the device threw {exception.GetType().Name}: {exception.Message}");
            return false;
        }
    }
}
