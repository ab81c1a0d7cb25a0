using System.Reflection;
using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins;

/// <summary>What a plugin shares with its host: exactly the contract, the logging abstractions and .NET itself.</summary>
internal static class SharedAssemblies
{
    public static Assembly Contract => typeof(IDevice).Assembly;

    public static Assembly Logging => typeof(ILogger).Assembly;

    /// <summary>A shared assembly by name, or null: it must lie beside the plugin.</summary>
    public static Assembly? Find(AssemblyName name)
        => name.Name == Contract.GetName().Name ? Contract
            : name.Name == Logging.GetName().Name ? Logging
            : null;

    /// <summary>Whether an assembly is part of .NET.</summary>
    public static bool IsFramework(string name)
        => File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "", name + ".dll"));
}
