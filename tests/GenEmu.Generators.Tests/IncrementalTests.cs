using GenEmu.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace GenEmu.Generators.Tests;

/// <summary>An edit checks one instruction again and writes only the files that moved.</summary>
public class IncrementalTests
{
    private const string Spec = """
        - op: add
          forms: ["01 /r  Ev, Gv"]
          do: |
            var r = dst + src;
            flags.Add(dst, src, r);
            dst = r;
        - op: sub
          forms: ["29 /r  Ev, Gv"]
          do: |
            var r = dst - src;
            flags.Sub(dst, src, r);
            dst = r;
        - op: hlt
          forms: ["F4"]
          do: Halt();
        """;

    [Fact]
    public void An_edit_of_an_unrelated_program_runs_nothing_again()
    {
        GeneratorRun run = new GeneratorRun(Spec).EditProgram("class Program { int x; }");

        run.Reasons(StepNames.Read).ShouldAllBe(r => r == Cached);
        run.Reasons(StepNames.Check).ShouldAllBe(r => r == Cached);
        run.Reasons(StepNames.Table).ShouldAllBe(r => r == Cached);
        run.FilesWritten.ShouldBe(0);
    }

    [Fact]
    public void An_edit_of_one_text_checks_one_instruction_and_writes_its_file()
    {
        GeneratorRun run = new GeneratorRun(Spec).Edit(Spec.Replace("var r = dst - src;", "var r = dst + ~src + 1;", StringComparison.Ordinal));

        run.Reasons(StepNames.Instruction).ShouldBe([Unchanged, Modified, Unchanged]);
        run.Reasons(StepNames.Check).ShouldBe([Cached, Modified, Cached]);
        run.Reasons(StepNames.Locate).ShouldBe([Cached, Modified, Cached]);
        run.Reasons(StepNames.Entry).ShouldBe([Cached, Unchanged, Cached]);
        run.Reasons(StepNames.Table).ShouldAllBe(r => r == Cached || r == Unchanged);
        run.FilesWritten.ShouldBe(1);
    }

    [Fact]
    public void A_line_more_in_one_text_writes_the_files_below_without_checking_them()
    {
        GeneratorRun run = new GeneratorRun(Spec).Edit(Spec.Replace("    var r = dst - src;", "    // a comment\n    var r = dst - src;", StringComparison.Ordinal));

        run.Reasons(StepNames.Instruction).ShouldBe([Unchanged, Modified, Unchanged]);
        run.Reasons(StepNames.Check).ShouldBe([Cached, Modified, Cached]);
        run.Reasons(StepNames.Locate).ShouldBe([Unchanged, Modified, Modified]);
    }

    [Fact]
    public void A_line_at_the_top_checks_nothing()
    {
        GeneratorRun run = new GeneratorRun(Spec).Edit("# a comment\n" + Spec);

        run.Reasons(StepNames.Instruction).ShouldAllBe(r => r == Unchanged);
        run.Reasons(StepNames.Check).ShouldAllBe(r => r == Cached);
        run.Reasons(StepNames.Entry).ShouldAllBe(r => r == Cached);
        run.Reasons(StepNames.Locate).ShouldAllBe(r => r == Modified);
    }

    [Fact]
    public void A_comment_behind_the_last_instruction_writes_nothing()
    {
        GeneratorRun run = new GeneratorRun(Spec).Edit(Spec + "\n# the end\n");

        run.Reasons(StepNames.Locate).ShouldAllBe(r => r == Cached || r == Unchanged);
        run.FilesWritten.ShouldBe(0);
    }
}
