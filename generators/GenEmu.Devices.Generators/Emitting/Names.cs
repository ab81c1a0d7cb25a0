using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis.CSharp;

namespace GenEmu.Devices.Generators.Emitting;

/// <summary>The names that generated code uses. Its own private members begin with two underscores, out of the way of the author's.</summary>
internal static class Names
{
    private const string Abstractions = "global::GenEmu.Abstractions.";

    public const string Host = "__host";
    public const string Device = Abstractions + "IDevice";
    public const string DeviceHost = Abstractions + "IDeviceHost";
    public const string Configuration = Abstractions + "IDeviceConfiguration";
    public const string ConfigurationExtensions = Abstractions + "DeviceConfigurationExtensions";
    public const string ConfigurationException = Abstractions + "DeviceConfigurationException";
    public const string ClaimInterface = Abstractions + "IClaim";
    public const string ResetKind = Abstractions + "ResetKind";
    public const string Stateful = Abstractions + "IStateful";
    public const string StateReader = Abstractions + "IStateReader";
    public const string StateWriter = Abstractions + "IStateWriter";
    public const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    public const string CancellationToken = "global::System.Threading.CancellationToken";
    public const string InvalidData = "global::System.IO.InvalidDataException";

    public static string SpaceName(AddressSpace space) => space == AddressSpace.Port ? "Port" : "Mmio";

    public static string Interface(AddressSpace space, bool isAsync) => $"{Abstractions}I{(isAsync ? "Async" : "")}{SpaceName(space)}Device";

    public static string Access(AddressSpace space) => $"{Abstractions}{SpaceName(space)}Access";

    public static string Claim(AddressSpace space) => $"{Abstractions}{SpaceName(space)}Claim";

    /// <summary>The type of an address.</summary>
    public static string Address(AddressSpace space) => space == AddressSpace.Port ? "ushort" : "ulong";

    /// <summary>The type in which the bus carries a value.</summary>
    public static string Value(AddressSpace space) => space == AddressSpace.Port ? "uint" : "ulong";

    /// <summary>The type of a value of some bytes.</summary>
    public static string Value(int width) => width switch { 1 => "byte", 2 => "ushort", 4 => "uint", _ => "ulong" };

    public static string Widths(int widths) => string.Join(" | ", new[] { (1, "Byte"), (2, "Word"), (4, "Dword"), (8, "Qword") }
        .Where(width => (widths & width.Item1) != 0)
        .Select(width => $"{Abstractions}AccessWidths.{width.Item2}"));

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Literal(bool value) => value ? "true" : "false";
}
