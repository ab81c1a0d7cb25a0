using GenEmu.Generators.Tests.Support;
using Microsoft.CodeAnalysis;

namespace GenEmu.Generators.Tests;

public class DiagnosticTests
{
    private const string Good = "- op: hlt\n  forms: [\"F4\"]\n  do: Halt();\n";

    [Fact]
    public void A_diagnostic_of_a_text_stands_at_its_line_in_the_file()
    {
        Diagnostic diagnostic = new GeneratorRun(Good + "- op: a\n  forms: [\"90\"]\n  do: |\n    AX = nothing;\n").Diagnostics.ShouldHaveSingleItem();

        diagnostic.Id.ShouldBe("GENEMU014");
        diagnostic.Severity.ShouldBe(DiagnosticSeverity.Error);
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        span.Path.ShouldBe("/spec/opcodes.yaml");
        span.StartLinePosition.ShouldBe(new(6, 9));
        span.EndLinePosition.ShouldBe(new(6, 16));
    }

    [Fact]
    public void An_overlap_between_instructions_stands_at_the_later_form()
    {
        Diagnostic diagnostic = new GeneratorRun(Good + "- op: a\n  forms: [\"90\", \"F4\"]\n  do: \"\"\n").Diagnostics.ShouldHaveSingleItem();

        diagnostic.Id.ShouldBe("GENEMU010");
        diagnostic.Location.GetLineSpan().StartLinePosition.ShouldBe(new(4, 17));
    }

    [Fact]
    public void A_spec_with_an_error_gets_an_empty_table_so_that_nothing_else_is_reported()
    {
        var run = new GeneratorRun(Good + "- op: a\n  forms: [\"90\"]\n  do: |\n    AX = nothing;\n");

        run["InstructionTable.g.cs"].ShouldNotContain("Recorded.");
        run.Result.GeneratedSources.ShouldNotContain(s => s.HintName == "Recorded.A.g.cs");
    }

    [Fact]
    public void A_file_that_is_no_yaml_gets_one_diagnostic_and_an_empty_table()
    {
        var run = new GeneratorRun("- op: \"hlt\n");

        run.Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("GENEMU001");
        run["InstructionTable.g.cs"].ShouldNotContain("Recorded.");
    }

    [Fact]
    public void Two_names_that_become_one_identifier_are_reported_and_do_not_throw()
        => new GeneratorRun(Good + "- op: x-y\n  forms: [\"90\"]\n  do: \"\"\n- op: x y\n  forms: [\"91\"]\n  do: \"\"\n")
            .Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("GENEMU007");

    [Fact]
    public void A_repaired_spec_has_no_diagnostic_left()
    {
        var run = new GeneratorRun(Good + "- op: a\n  forms: [\"90\"]\n  do: AX = nothing;\n");

        run.Edit(Good + "- op: a\n  forms: [\"90\"]\n  do: AX = 1;\n").Diagnostics.ShouldBeEmpty();
    }
}
