using GenEmu.Core.Io;
using Microsoft.Extensions.Logging;

namespace GenEmu.Board;

/// <summary>Accesses that nobody answers: all counted, each place logged once.</summary>
internal sealed class UnclaimedAccesses(ILogger logger)
{
    private const int MostPlaces = 4096;        // a guest that scans memory shall not fill the host's

    private readonly HashSet<(bool IsPort, ulong Address)> _seen = [];

    public long Count { get; private set; }

    public void Add(IoRequest request)
    {
        Count++;
        bool isPort = request.Kind is IoKind.PortRead or IoKind.PortWrite;
        if (_seen.Count < MostPlaces && _seen.Add((isPort, request.Address)))
        {
            logger.LogInformation("Nobody answers {Access} {Address:X}h; further accesses to it are only counted", isPort ? "port" : "memory", request.Address);
        }
    }
}
