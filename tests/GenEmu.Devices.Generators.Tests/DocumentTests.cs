using System.Text.RegularExpressions;
using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>What the documents show is true.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Page = Read("writing-a-device.md");

    [Theory]
    [InlineData("writing-a-device.md", 6)]
    [InlineData("asynchronous-devices.md", 2)]
    public void Every_device_in_the_documentation_compiles_and_attaches(string page, int atLeast)
    {
        string[] devices = [.. CodeBlock().Matches(Read(page)).Select(match => match.Groups["code"].Value).Where(code => code.Contains("[Device(", StringComparison.Ordinal))];
        devices.Length.ShouldBeGreaterThanOrEqualTo(atLeast);
        foreach (string device in devices)
        {
            DeviceCompiler.Problems(Body(device), mustCompile: true).ShouldBeEmpty(device);
            using FakeHost host = new(DeviceCompiler.Create(Body(device), ClassName().Match(device).Groups["name"].Value));
        }
    }

    [Fact]
    public void Every_diagnostic_is_in_the_documentation()
    {
        string[] missing =
        [
            .. typeof(Descriptors).GetFields()
                .Select(field => ((Microsoft.CodeAnalysis.DiagnosticDescriptor)field.GetValue(null)!).Id)
                .Where(id => !Page.Contains($"{id}", StringComparison.Ordinal) && !Page.Contains($", {id[6..]}", StringComparison.Ordinal)),
        ];
        missing.ShouldBeEmpty();
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, "docs", page));

    // The test compiler adds the usings itself.
    private static string Body(string code) => Using().Replace(code, "");

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("partial class (?<name>[A-Za-z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClassName();

    [GeneratedRegex("^using .*\n", RegexOptions.Multiline, 1000)]
    private static partial Regex Using();
}
