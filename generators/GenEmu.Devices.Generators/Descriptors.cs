using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators;

/// <summary>Everything that the generator can complain about.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "GENDEV001", "A device is a partial class", "'{0}' must be partial: the generator writes its other half");

    public static readonly DiagnosticDescriptor WrongShape = Error(
        "GENDEV002", "A device is a plain class", "'{0}' cannot be a device: {1}");

    public static readonly DiagnosticDescriptor WrongAccessMethod = Error(
        "GENDEV003", "An access method has a fixed signature", "'{0}' cannot answer accesses: {1}");

    public static readonly DiagnosticDescriptor WrongHook = Error(
        "GENDEV004", "An event method has a fixed signature", "'{0}' must be '{1}'");

    public static readonly DiagnosticDescriptor UnknownBase = Error(
        "GENDEV005", "A base is declared on the class", "'{0}' is no base of {1}: declare it with [{2}Base(\"{0}\", ...)] on the class{3}");

    public static readonly DiagnosticDescriptor AnsweredTwice = Error(
        "GENDEV006", "One method answers an access", "'{0}' and '{1}' both answer {2}");

    public static readonly DiagnosticDescriptor OutsideSpace = Error(
        "GENDEV007", "A range lies inside its address space", "{0}");

    public static readonly DiagnosticDescriptor WrongStateType = Error(
        "GENDEV008", "State is plain data", "'{0}' cannot be saved: {1}");

    public static readonly DiagnosticDescriptor FixedState = Error(
        "GENDEV009", "State can be written", "'{0}' could be saved but not loaded: it is {1}");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "GENDEV010", "Names are unique in a device", "the {0} '{1}' exists already in this device");

    public static readonly DiagnosticDescriptor WrongParameter = Error(
        "GENDEV011", "A parameter is a settable number, bool, string or enumeration", "'{0}' cannot be a parameter: {1}");

    public static readonly DiagnosticDescriptor GeneratorFailed = Error(
        "GENDEV099", "The generator failed", "the generator failed on '{0}'; please report this: {1}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "GenEmu.Devices", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
