using System.CommandLine;
using System.Text.Json;
using GenEmu.Conformance;

namespace GenEmu.Cli.Commands;

/// <summary><c>genemu devices check</c>: runs devices through <see cref="DeviceConformance"/>.</summary>
internal sealed class DevicesCheckCommand
{
    private const int SampleBios = 64 << 10;
    private const int SampleFloppy = 1440 << 10;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly Argument<string[]> _kinds = new("kinds")
    {
        HelpName = "KIND[,key=value...]",
        Description = "The kinds to check, with parameters; every kind of every plugin if none is given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _plugins = new("--plugins") { Description = "A folder with more plugins.", HelpName = "DIR" };
    private readonly Option<int> _seed = new("--seed") { Description = "Where the random traffic comes from.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON a kind." };

    private DevicesCheckCommand()
    {
    }

    public static Command Create(TextWriter output)
    {
        var options = new DevicesCheckCommand();
        var command = new Command("check", "Try devices: resets and snapshots at every access, late answers, odd accesses, hostile input. Status 0 if nothing was found, else 12.")
        {
            options._kinds, options._plugins, options._seed, options._json,
        };
        command.SetAction(result => options.Check(result, output));
        return command;
    }

    private int Check(ParseResult result, TextWriter output)
    {
        using var catalog = new DeviceCatalog();
        catalog.AddDefaultFolder();
        foreach (string folder in result.GetValue(_plugins) ?? [])
        {
            catalog.AddFolder(folder);
        }

        string[] wanted = result.GetValue(_kinds) ?? [];
        int found = 0;
        foreach ((DeviceKind kind, IReadOnlyDictionary<string, string> parameters) in Choose(catalog, wanted))
        {
            IReadOnlyList<ConformanceFinding> findings = DeviceConformance.Check(kind.Create, Options(result.GetValue(_seed), parameters));
            bool needsParameters = wanted.Length == 0 && findings is [{ Rule: ConformanceRule.Attach }];
            found += needsParameters ? 0 : findings.Count;
            Print(kind, findings, needsParameters ? "not checked, for it needs parameters; name it with some" : Summary(findings.Count), result.GetValue(_json), output);
        }

        return found == 0 ? ExitStatus.Success : ExitStatus.Incomplete;
    }

    private static IEnumerable<(DeviceKind Kind, IReadOnlyDictionary<string, string> Parameters)> Choose(DeviceCatalog catalog, string[] wanted)
        => wanted.Length == 0
            ? catalog.Kinds.Select(kind => (kind, (IReadOnlyDictionary<string, string>)new Dictionary<string, string>()))
            : wanted.Select(text => Choose(catalog, NamedValues.Parse("devices check", text)));

    private static (DeviceKind Kind, IReadOnlyDictionary<string, string> Parameters) Choose(DeviceCatalog catalog, NamedValues wanted)
    {
        DeviceKind kind = catalog.Find(wanted.Head) ?? catalog.Find("genemu." + wanted.Head)
            ?? throw new MachineConfigurationException($"devices check: there is no device kind '{wanted.Head}'; 'genemu devices' lists those there are");
        string? unknown = wanted.Values.Keys.FirstOrDefault(key => kind.Parameters is { } known && !known.Any(parameter => parameter.Key == key));
        return unknown is null ? (kind, wanted.Values) : throw new MachineConfigurationException($"devices check: {kind.Id} has no parameter '{unknown}'");
    }

    private static ConformanceOptions Options(int seed, IReadOnlyDictionary<string, string> parameters) => new()
    {
        Seed = seed,
        Parameters = parameters,
        Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["bios"] = new byte[SampleBios] },
        Disks = new Dictionary<string, ReadOnlyMemory<byte>> { ["floppy0"] = new byte[SampleFloppy], ["virtio0"] = new byte[SampleFloppy] },
    };

    private static string Summary(int count) => count switch
    {
        0 => "nothing found",
        1 => "1 finding",
        _ => $"{count} findings",
    };

    private static void Print(DeviceKind kind, IReadOnlyList<ConformanceFinding> findings, string summary, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new { Kind = kind.Id, Findings = findings.Select(finding => new { Rule = finding.Rule.ToString(), finding.Message }) }, Json));
            return;
        }

        output.WriteLine($"{kind.Id,-22} {summary}");
        foreach (ConformanceFinding finding in findings)
        {
            output.WriteLine($"    {finding.Rule}: {finding.Message}");
        }
    }
}
