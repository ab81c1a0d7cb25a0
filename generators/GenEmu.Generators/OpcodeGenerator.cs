using System.Collections.Immutable;

using GenEmu.Generators.Emit;
using GenEmu.Generators.Model;
using GenEmu.Spec;
using GenEmu.Spec.Checking;
using GenEmu.Spec.Forms;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Yaml;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenEmu.Generators;

/// <summary>
/// Turns opcodes.yaml into handlers and tables. Models are values and hold lines relative to their instruction; the absolute
/// line joins in the last step, so that an edit checks one instruction again and re-emits only what moved.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class OpcodeGenerator : IIncrementalGenerator
{
    /// <summary>The file that the generator reads.</summary>
    public const string FileName = "opcodes.yaml";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var functions = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { Identifier.ValueText: var name } && PureFunctionReader.IsFunctions(name),
                static (c, _) => PureFunctionReader.Read((ClassDeclarationSyntax)c.Node))
            .Collect()
            .Select(static (parts, _) => new EquatableArray<PureFunction>(parts.SelectMany(p => p)))
            .WithTrackingName(StepNames.Functions);

        var files = context.AdditionalTextsProvider
            .Where(static t => string.Equals(Path.GetFileName(t.Path), FileName, StringComparison.Ordinal))
            .Select(static (t, token) => Read(t, token))
            .WithTrackingName(StepNames.Read);

        var instructions = files
            .SelectMany(static (f, _) => f.Document.Instructions.Select((source, index) => new IndexedInstruction(index, source)))
            .WithTrackingName(StepNames.Instruction)
            .Combine(functions)
            .Select(static (pair, _) => Check(pair.Left, pair.Right))
            .WithTrackingName(StepNames.Check);

        var lines = files
            .Select(static (f, _) => new SpecLines(f.Path, f.Document.Lines, f.Document.Diagnostics))
            .Collect();

        var located = instructions
            .Combine(lines)
            .Select(static (pair, _) => new LocatedInstruction(pair.Left.Model, pair.Right[0].Path, pair.Right[0].Lines[pair.Left.Index]))
            .WithTrackingName(StepNames.Locate);

        var table = instructions
            .Select(static (i, _) => TableEntry.Of(i))
            .WithTrackingName(StepNames.Entry)
            .Collect()
            .Combine(lines)
            .WithTrackingName(StepNames.Table);

        context.RegisterSourceOutput(located, static (output, instruction) => Guard(output, instruction.Path, () => EmitInstruction(output, instruction)));
        context.RegisterSourceOutput(table, static (output, pair) =>
        {
            foreach (var file in pair.Right)
            {
                Guard(output, file.Path, () => EmitTable(output, pair.Left, file));
            }
        });
    }

    private static SpecFile Read(AdditionalText text, CancellationToken token)
    {
        try
        {
            return new SpecFile(text.Path, SpecReader.Read(text.GetText(token)?.ToString() ?? ""));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new SpecFile(text.Path, new SpecDocument(default, default, new([Failure(e)])));
        }
    }

    private static CheckedInstruction Check(IndexedInstruction instruction, EquatableArray<PureFunction> functions)
    {
        var source = instruction.Source;
        try
        {
            return new CheckedInstruction(instruction.Index, InstructionChecker.Check(source, functions));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var model = new InstructionModel(source.Name.Text, "", source.Repeat, false, "", default, default, new([Failure(e)]));
            return new CheckedInstruction(instruction.Index, model);
        }
    }

    private static void EmitInstruction(SourceProductionContext output, LocatedInstruction instruction)
    {
        foreach (var diagnostic in instruction.Model.Diagnostics)
        {
            output.ReportDiagnostic(Rules.ToDiagnostic(diagnostic.Down(instruction.Line), instruction.Path));
        }

        if (instruction.Model.Diagnostics.Count == 0)
        {
            output.AddSource($"Recorded.{instruction.Model.Identifier}.g.cs", RecordedEmitter.Emit(instruction));
            if (DirectFile.Emit(instruction) is { } direct)
            {
                output.AddSource($"Direct.{instruction.Model.Identifier}.g.cs", direct);
            }

            if (FusedFile.Emit(instruction) is { } fused)
            {
                output.AddSource($"Fused.{instruction.Model.Identifier}.g.cs", fused);
            }
        }
    }

    /// <summary>A spec with an error gets an empty table, so that its own diagnostics are the only ones.</summary>
    private static void EmitTable(SourceProductionContext output, ImmutableArray<TableEntry> entries, SpecLines lines)
    {
        var overlaps = OverlapChecker.Check([.. entries.Select(e => (e.Name, Forms(e)))]).Select(o => o.Diagnostic.Down(lines.Lines[o.Instruction]));
        var diagnostics = lines.Diagnostics.Concat(overlaps).ToArray();
        foreach (var diagnostic in diagnostics)
        {
            output.ReportDiagnostic(Rules.ToDiagnostic(diagnostic, lines.Path));
        }

        var isValid = diagnostics.Length == 0 && entries.All(e => e.IsValid);
        IReadOnlyList<TableEntry> valid = isValid ? entries : [];
        output.AddSource("InstructionTable.g.cs", TableEmitter.Emit(valid, lines));
        output.AddSource("DirectHandlers.g.cs", DirectTableEmitter.Emit(valid, lines));
    }

    private static IEnumerable<Form> Forms(TableEntry entry) => entry.Forms.Select(f => f.Form);

    private static void Guard(SourceProductionContext output, string path, Action emit)
    {
        try
        {
            emit();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            output.ReportDiagnostic(Rules.ToDiagnostic(Failure(e), path));
        }
    }

    private static SpecDiagnostic Failure(Exception e) => new(SpecRule.GeneratorFailure, default, "The generator failed: " + e);
}
