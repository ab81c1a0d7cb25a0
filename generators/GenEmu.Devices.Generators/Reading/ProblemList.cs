using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Collects what is wrong with a device.</summary>
internal sealed class ProblemList
{
    private readonly List<DiagnosticInfo> _problems = [];

    public void Add(DiagnosticDescriptor descriptor, Location location, params string[] arguments) =>
        _problems.Add(new DiagnosticInfo(descriptor, LocationInfo.From(location), new EquatableArray<string>(arguments)));

    public EquatableArray<DiagnosticInfo> ToModel() => new(_problems);
}
