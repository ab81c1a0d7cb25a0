using System.Reflection;
using GenEmu.Abstractions;
using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>Parameters are typed by people: what makes no sense is refused in words.</summary>
internal static class ConfigurationCheck
{
    private static readonly string[] Nonsense = ["", "nonsense", "-1", "0x", "99999999999999999999999", "0xFFFFFFFFFFFFFFFF", "\0"];

    public static void Run(CheckContext context)
    {
        foreach (string key in Keys(context.Create().GetType()))
        {
            foreach (string value in Nonsense)
            {
                var parameters = new Dictionary<string, string>(context.Options.Parameters) { [key] = value };
                Try(new CheckContext(context.Create, context.Options with { Parameters = parameters }), context, key, value);
            }
        }
    }

    private static void Try(CheckContext with, CheckContext context, string key, string value)
    {
        context.Now($"attaching with {key}='{value}'");
        try
        {
            using var board = new BenchBoard(with);
        }
        catch (DeviceConfigurationException)
        {
            // Refused, as it should be.
        }
        catch (Exception exception)
        {
            context.Report(
                ConformanceRule.Configuration,
                $"with {key}='{value}', attaching threw {exception.GetType().Name}: {exception.Message}; throw a DeviceConfigurationException that says what is accepted");
        }

        foreach (ConformanceFinding finding in with.Findings)
        {
            context.Report(ConformanceRule.Configuration, $"with {key}='{value}': {finding.Message}");
        }
    }

    private static IEnumerable<string> Keys(Type type)
        => type.GetCustomAttributes<PortBaseAttribute>().Select(place => place.Name)
            .Concat(type.GetCustomAttributes<MmioBaseAttribute>().Select(place => place.Name))
            .Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Select(field => field.GetCustomAttribute<ParameterAttribute>()?.Key).OfType<string>());
}
