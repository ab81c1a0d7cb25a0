using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Board;

/// <summary>Keeps what devices throw away from the machine: caught, named, and treated as the host chose.</summary>
internal sealed class DeviceFaults(DeviceFaultPolicy policy, ILogger logger, BoundaryRequests requests)
{
    private const int MostPlaces = 256;

    private readonly HashSet<(string Device, string Activity)> _logged = [];

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Calls into a device.</summary>
    public void Guard(string device, string activity, Action call)
    {
        try
        {
            call();
        }
        catch (Exception exception)
        {
            Report(device, activity, exception);
        }
    }

    /// <summary>A device threw.</summary>
    public void Report(string device, string activity, Exception exception)
    {
        Count++;
        if (_logged.Count < MostPlaces && _logged.Add((device, activity)))
        {
            logger.LogError(exception, "{Device} failed in {Activity}: {Message}; more failures there are only counted", device, activity, exception.Message);
        }

        if (policy == DeviceFaultPolicy.Stop)
        {
            requests.End(MachineStopKind.DeviceFault, 0, $"{device} failed in {activity}: {exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>A device threw when the machine was built: it cannot be built.</summary>
    public static MachineConfigurationException LoadError(string device, string? location, Exception exception)
    {
        string what = exception is DeviceConfigurationException or ClaimOverlapException
            ? exception.Message
            : $"its code threw {exception.GetType().Name}: {exception.Message}";
        return new MachineConfigurationException($"{(location is null ? "" : location + ": ")}device '{device}': {what}", exception);
    }
}
