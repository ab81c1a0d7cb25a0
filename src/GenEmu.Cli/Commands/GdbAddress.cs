using System.Globalization;
using System.Net;

namespace GenEmu.Cli.Commands;

/// <summary>Where <c>--gdb</c> listens.</summary>
internal static class GdbAddress
{
    /// <summary>Reads <c>:PORT</c>, which is this computer alone, or <c>ADDRESS:PORT</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static IPEndPoint Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        if (!ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            throw new FormatException($"'{text}' is not of the form [ADDRESS]:PORT, such as :1234; port 0 is any that is free");
        }

        if (host is "" or "localhost")
        {
            return new IPEndPoint(IPAddress.Loopback, port);
        }

        return IPAddress.TryParse(host, out IPAddress? address)
            ? new IPEndPoint(address, port)
            : throw new FormatException($"'{host}' is no address of this computer's; leave it out to be reached from this computer alone, or write 0.0.0.0 for every network");
    }
}
