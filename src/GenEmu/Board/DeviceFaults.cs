using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Board;

/// <summary>Keeps what devices throw away from the machine: caught, named, and treated as the host chose.</summary>
internal sealed class DeviceFaults(DeviceFaultPolicy policy, ILogger logger, BoundaryRequests requests)
{
    private const int MostPlaces = 256;

    private readonly HashSet<(string Device, string Activity)> _logged = [];
    private readonly WeakReference<Exception?> _lastTimeout = new(null);
    private Tuple<string, string>? _calling;

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>What a device is being called for, apart from accesses; the watchdog reads it from another thread when the call does not return.</summary>
    public (string Device, string Activity)? Calling => Volatile.Read(ref _calling) is { } call ? (call.Item1, call.Item2) : null;

    /// <summary>Calls into a device.</summary>
    public void Guard(string device, string activity, Action call) => Guard(Tuple.Create(device, activity), static call => call(), call);

    /// <summary>Calls into a device, without an allocation.</summary>
    public void Guard<T>(Tuple<string, string> deviceAndActivity, Action<T> call, T argument)
    {
        Tuple<string, string>? outer = Enter(deviceAndActivity);
        try
        {
            call(argument);
        }
        catch (Exception exception)
        {
            Report(deviceAndActivity.Item1, deviceAndActivity.Item2, exception);
        }

        Leave(outer);
    }

    /// <summary>Notes who is called.</summary>
    /// <returns>What <see cref="Leave"/> gets afterwards.</returns>
    public Tuple<string, string>? Enter(Tuple<string, string> deviceAndActivity)
    {
        Tuple<string, string>? outer = _calling;
        Volatile.Write(ref _calling, deviceAndActivity);
        return outer;
    }

    /// <summary>The call that <see cref="Enter"/> noted is over.</summary>
    public void Leave(Tuple<string, string>? outer) => Volatile.Write(ref _calling, outer);

    /// <summary>Tells the log of something that is not an exception. For any thread.</summary>
    public void Log(string message) => logger.LogError("{Message}", message);

    /// <summary>A device threw.</summary>
    public void Report(string device, string activity, Exception exception)
    {
        if (exception is TimeoutException)
        {
            if (_lastTimeout.TryGetTarget(out Exception? last) && last == exception)
            {
                return;         // the watchdog's, on its way through the device's own code
            }

            _lastTimeout.SetTarget(exception);
        }

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
