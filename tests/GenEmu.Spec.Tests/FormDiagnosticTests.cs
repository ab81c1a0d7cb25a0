using GenEmu.Spec.Forms;
using GenEmu.Spec.Tests.Support;

namespace GenEmu.Spec.Tests;

public class FormDiagnosticTests
{
    [Theory]
    [InlineData("⟦xyz⟧")]
    [InlineData("⟦0f⟧ A2")]
    [InlineData("00 ⟦/8⟧  Eb, Gb")]
    [InlineData("00 /r  Eb, Gb ⟦never⟧")]
    [InlineData("00 /r  Eb, Gb  not64 ⟦not64⟧")]
    [InlineData("00 /r  Gb, Eb, Ib⟦,⟧ Ib")]
    [InlineData("⟦41+r⟧  Zv")]
    [InlineData("⟦40⟧  Zv")]
    [InlineData("⟦01⟧ 02 /r  Ev, Gv")]
    public void Malformed_form(string form) => Text(form).ShouldBreak(SpecRule.MalformedForm);

    [Theory]
    [InlineData("01 /r  Ev, Gv  SSE2", "SSE2")]
    [InlineData("01 /r  Ev, Gv  not64 NOPL", "NOPL")]
    [InlineData("01 /r  Ev, Gv", "")]
    public void A_form_may_need_a_feature_of_its_own(string form, string feature) => Forms(form)[0].Feature.ShouldBe(feature);

    [Theory]
    [InlineData("01 /r  Ev, Gv ⟦AVX⟧")]
    [InlineData("01 /r  Ev, Gv ⟦sse⟧")]
    [InlineData("01 /r  Ev, Gv  SSE ⟦SSE2⟧")]
    public void A_form_needs_one_feature_that_the_language_knows(string form) => Text(form).ShouldBreak(SpecRule.MalformedForm);

    [Fact]
    public void A_feature_that_the_language_does_not_know()
        => "- op: a\n  forms: [\"00 /r  Eb, Gb\"]\n  cpuid: ⟦AVX⟧\n  do: \"\"\n".ShouldBreak(SpecRule.WrongValue);

    [Theory]
    [InlineData("", "None")]
    [InlineData("FPU", "Fpu")]
    [InlineData("SSE2", "Sse2")]
    public void A_feature_becomes_a_name_of_the_program(string feature, string member) => FeatureNames.Member(feature).ShouldBe(member);

    [Fact]
    public void Every_feature_is_a_word_of_a_form() => FeatureNames.All.ShouldAllBe(feature => Forms("01 /r  Ev, Gv  " + feature)[0].Feature == feature);

    [Theory]
    [InlineData("00 /r  ⟦Qb⟧, Gb")]
    [InlineData("00 /r  Eb, ⟦Gx⟧")]
    [InlineData("00 /r  Eb, ⟦BL⟧")]
    [InlineData("00 /r  Eb, ⟦Gp⟧")]
    public void Unknown_operand(string form) => Text(form).ShouldBreak(SpecRule.UnknownOperand);

    [Fact]
    public void A_form_without_an_operand_behind_its_comma_is_malformed()
        => MarkedSpec.Load(Text("00 /r  Eb,")).Diagnostics.ShouldHaveSingleItem().Span.ShouldBe(SourceSpan.OnLine(1, 21, 1));

    [Fact]
    public void Overlapping_encodings()
        => "- op: a\n  forms: [\"01 /r  Ev, Gv\"]\n  do: \"\"\n- op: b\n  forms: [\"00 /r  Eb, Gb\", \"⟦01 /2  Ev⟧\"]\n  do: \"\"\n".ShouldBreak(SpecRule.OverlappingEncodings);

    [Fact]
    public void Register_field_overlaps_a_single_opcode()
        => "- op: a\n  forms: [\"40+r  Zv\"]\n  do: \"\"\n- op: b\n  forms: [\"⟦47⟧\"]\n  do: \"\"\n".ShouldBreak(SpecRule.OverlappingEncodings);

    [Theory]
    [InlineData("FF /1  Ev", "FF /0  Ev")]
    [InlineData("0F 00 /0  Mw", "0F 00 /0  Rv")]
    [InlineData("40+r  Zv  not64", "40  only64")]
    [InlineData("F3. 90", "90")]
    [InlineData("0F 01 /0  Ms", "01 /r  Ev, Gv")]
    public void Encodings_that_differ_somewhere_do_not_overlap(string a, string b)
        => MarkedSpec.Load($"- op: a\n  forms: [\"{a}\", \"{b}\"]\n  do: \"\"\n").Diagnostics.ShouldBeEmpty();

    [Fact]
    public void Lock_without_a_memory_destination()
        => "- op: a\n  ⟦lock⟧: true\n  forms: [\"03 /r  Gv, Ev\"]\n  do: dst = src;\n".ShouldBreak(SpecRule.LockWithoutMemoryDestination);

    [Fact]
    public void Lock_on_a_text_that_only_reads()
        => "- op: a\n  ⟦lock⟧: true\n  forms: [\"39 /r  Ev, Gv\"]\n  do: flags.Sub(dst, src, dst - src);\n".ShouldBreak(SpecRule.LockWithoutMemoryDestination);

    [Fact]
    public void A_form_says_what_the_decoder_needs()
    {
        Form form = Forms("F3.0F 40+c /r  Gv, Epv, Ibs  not64 cpl0")[0];

        form.Map.ShouldBe(OpcodeMap.Escape0F);
        form.Opcode.ShouldBe((byte)0x40);
        form.OpcodeCount.ShouldBe(16);
        form.Prefix.ShouldBe(MandatoryPrefix.Repeat);
        form.HasModRm.ShouldBeTrue();
        form.Words.ShouldBe(FormWords.Not64 | FormWords.Cpl0);
        form.Operands.Select(o => o.Kind).ShouldBe([OperandKind.RegField, OperandKind.RegisterOrMemory, OperandKind.SignedImmediate]);
        form.Operands[1].AfterPop.ShouldBeTrue();
    }

    [Fact]
    public void Operand_letters_alone_imply_a_ModRM_byte() => Forms("8D  Gv, M")[0].HasModRm.ShouldBeTrue();

    private static EquatableArray<Form> Forms(string form) => new(MarkedSpec.Load(Text(form)).Instructions[0].Forms.Select(f => f.Form));

    private static string Text(string form) => $"- op: a\n  forms: [\"{form}\"]\n  do: \"\"\n";
}
