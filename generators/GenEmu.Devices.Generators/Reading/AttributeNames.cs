namespace GenEmu.Devices.Generators.Reading;

/// <summary>The full names of the contract's attributes, and of the one interface that changes a rule.</summary>
internal static class AttributeNames
{
    public const string Device = "GenEmu.Abstractions.DeviceAttribute";
    public const string Resumable = "GenEmu.Abstractions.IResumable";
    public const string PortBase = "GenEmu.Abstractions.PortBaseAttribute";
    public const string MmioBase = "GenEmu.Abstractions.MmioBaseAttribute";
    public const string PortRead = "GenEmu.Abstractions.PortReadAttribute";
    public const string PortWrite = "GenEmu.Abstractions.PortWriteAttribute";
    public const string MmioRead = "GenEmu.Abstractions.MmioReadAttribute";
    public const string MmioWrite = "GenEmu.Abstractions.MmioWriteAttribute";
    public const string Parameter = "GenEmu.Abstractions.ParameterAttribute";
    public const string State = "GenEmu.Abstractions.StateAttribute";
    public const string OnAttach = "GenEmu.Abstractions.OnAttachAttribute";
    public const string OnReset = "GenEmu.Abstractions.OnResetAttribute";
    public const string OnLoad = "GenEmu.Abstractions.OnLoadAttribute";

    /// <summary>Those that mean something only in a class that is marked <see cref="Device"/>.</summary>
    public static IEnumerable<string> InsideDevices =>
        [PortBase, MmioBase, PortRead, PortWrite, MmioRead, MmioWrite, Parameter, State, OnAttach, OnReset, OnLoad];
}
