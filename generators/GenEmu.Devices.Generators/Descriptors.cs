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

    public static readonly DiagnosticDescriptor StateBeforeAwait = Error(
        "GENDEV012", "State is written after the last await", "'{0}' writes [State] '{1}' and may wait after that; an access is begun again when a snapshot of the wait is loaded, so write state after the last await");

    public static readonly DiagnosticDescriptor SecondHook = Error(
        "GENDEV013", "One method hears of an event", "'{0}' and '{1}' are both marked [{2}]; mark one and let it call the other");

    public static readonly DiagnosticDescriptor WrongName = Error(
        "GENDEV014", "Names can be written in a machine file", "'{0}' cannot be {1}");

    public static readonly DiagnosticDescriptor WrongVersion = Error(
        "GENDEV015", "State versions count from 1", "the version is at least 1, not {0}");

    public static readonly DiagnosticDescriptor UnusedBase = Warning(
        "GENDEV016", "A base is used", "no method answers at the base '{0}', so configuration would set it in vain");

    public static readonly DiagnosticDescriptor MissingWidth = Warning(
        "GENDEV017", "Every claimed access is answered", "{0} would get no answer, although '{1}' answers narrower ones there: the device claims that width for its other methods, so the access is not split");

    public static readonly DiagnosticDescriptor NoDevice = Error(
        "GENDEV018", "Device attributes stand in a device", "[{0}] does nothing here: '{1}' is not marked [Device]");

    public static readonly DiagnosticDescriptor ImplementedTwice = Error(
        "GENDEV019", "An interface is implemented once", "'{0}' implements {1} itself, and the generator does so for {2}; let a nested class implement the interface and claim with that");

    public static readonly DiagnosticDescriptor TooManyClaims = Error(
        "GENDEV020", "A device makes at most 256 claims", "'{0}' would need {1} claims, and a tag tells 256 apart; let one method answer a range by Length");

    public static readonly DiagnosticDescriptor NameTaken = Error(
        "GENDEV021", "Generated members have their own names", "the generator writes a member '{0}' into this class; give yours another name");

    public static readonly DiagnosticDescriptor WrongMode = Error(
        "GENDEV022", "A claim is batched or coalesced as a whole", "'{0}' cannot be {1}: {2}");

    public static readonly DiagnosticDescriptor GeneratorFailed = Error(
        "GENDEV099", "The generator failed", "the generator failed on '{0}'; please report this: {1}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "GenEmu.Devices", DiagnosticSeverity.Error, isEnabledByDefault: true);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, "GenEmu.Devices", DiagnosticSeverity.Warning, isEnabledByDefault: true);
}
