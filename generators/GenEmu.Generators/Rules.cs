using GenEmu.Spec;

using Microsoft.CodeAnalysis;

namespace GenEmu.Generators;

/// <summary>The diagnostics as the compiler shows them.</summary>
internal static class Rules
{
    private const string Category = "GenEmu.Spec";
    private const DiagnosticSeverity Error = DiagnosticSeverity.Error;

    private static readonly DiagnosticDescriptor YamlSyntax = new("GENEMU001", "The file is not YAML", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor UnknownKey = new("GENEMU002", "Unknown key", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor DuplicateKey = new("GENEMU003", "Duplicate key", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor MissingKey = new("GENEMU004", "Missing key", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor ScalarTrap = new("GENEMU005", "A scalar that YAML reads as something other than text", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor WrongValue = new("GENEMU006", "Wrong value", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor DuplicateInstruction = new("GENEMU007", "Duplicate instruction", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor MalformedForm = new("GENEMU008", "Malformed form", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor UnknownOperand = new("GENEMU009", "Unknown operand", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor OverlappingEncodings = new("GENEMU010", "Overlapping encodings", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor LockWithoutMemoryDestination = new("GENEMU011", "LOCK without a memory destination", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor TextSyntax = new("GENEMU012", "Syntax error in a text", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor OutsideLanguage = new("GENEMU013", "C# outside the language", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor UnknownName = new("GENEMU014", "Unknown name", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor UnknownCall = new("GENEMU015", "Unknown intrinsic or function", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor WrongArguments = new("GENEMU016", "Wrong arguments", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor TypeMismatch = new("GENEMU017", "Type mismatch", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor NotAssignable = new("GENEMU018", "Not assignable", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor WriteBeforeCheck = new("GENEMU019", "Write before a check", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor DeviceBeforeCheck = new("GENEMU020", "Device access before a check", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor ReadAfterWrite = new("GENEMU021", "Operand read after it was written", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor ConditionalAccess = new("GENEMU022", "Access on only some paths", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor MissingOperand = new("GENEMU023", "Missing operand", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor DuplicateName = new("GENEMU024", "Duplicate name", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor PortWithoutCheck = new("GENEMU025", "Port access without a check", "{0}", Category, Error, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor GeneratorFailure = new("GENEMU099", "The generator failed", "{0}", Category, Error, isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor[] All =
    [
        YamlSyntax, UnknownKey, DuplicateKey, MissingKey, ScalarTrap,
        WrongValue, DuplicateInstruction, MalformedForm, UnknownOperand, OverlappingEncodings,
        LockWithoutMemoryDestination, TextSyntax, OutsideLanguage, UnknownName, UnknownCall,
        WrongArguments, TypeMismatch, NotAssignable, WriteBeforeCheck, DeviceBeforeCheck,
        ReadAfterWrite, ConditionalAccess, MissingOperand, DuplicateName, PortWithoutCheck,
        GeneratorFailure,
    ];

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = All.ToDictionary(d => d.Id, StringComparer.Ordinal);

    /// <summary>The compiler's form of a diagnostic at an absolute place.</summary>
    public static Diagnostic ToDiagnostic(SpecDiagnostic diagnostic, string path)
    {
        var span = diagnostic.Span;
        var lines = new Microsoft.CodeAnalysis.Text.LinePositionSpan(
            new(Math.Max(0, span.Line), Math.Max(0, span.Column)), new(Math.Max(0, span.EndLine), Math.Max(0, span.EndColumn)));
        return Diagnostic.Create(ById[diagnostic.Id], Location.Create(path, default, lines), diagnostic.Message);
    }
}
