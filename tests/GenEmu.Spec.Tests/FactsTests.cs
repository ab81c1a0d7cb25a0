using GenEmu.Spec.Checking;
using static GenEmu.Spec.Tests.Support.MarkedSpec;

namespace GenEmu.Spec.Tests;

/// <summary>What is derived from a text and never annotated.</summary>
public class FactsTests
{
    private const uint Cf = 1;
    private const uint Af = 1 << 4;
    private const uint Zf = 1 << 6;
    private const uint Of = 1 << 11;
    private const uint All = Cf | (1 << 2) | Af | Zf | (1 << 7) | Of;

    [Fact]
    public void Addition_with_carry()
    {
        Facts facts = FactsOf("var r = dst + src + CF;\nflags.Add(dst, src, r);\nflags.Undefined(AF);\ndst = r;", "11 /r  Ev, Gv");

        facts.FlagsRead.ShouldBe(Cf);
        facts.FlagsWritten.ShouldBe(All);
        facts.FlagsUndefined.ShouldBe(Af);
        (facts.ReadsMemory, facts.WritesMemory, facts.CanFault, facts.EndsBlock, facts.DoesIo).ShouldBe((true, true, true, false, false));
    }

    [Fact]
    public void Increment_keeps_the_carry() => FactsOf("var r = dst + 1;\nflags.Inc(r);\ndst = r;", "FF /0  Ev").FlagsWritten.ShouldBe(All & ~Cf);

    [Fact]
    public void Flags_undefined_for_some_operands_are_told_apart()
    {
        Facts facts = FactsOf("var n = src & 31;\nflags.Undefined(AF);\nif (n != 1) { flags.Undefined(OF); }\ndst = n;", "D3 /4  Ev, CL");

        facts.FlagsUndefined.ShouldBe(Af);
        facts.FlagsMaybeUndefined.ShouldBe(Af | Of);
    }

    [Fact]
    public void Register_form_without_a_check_cannot_fault()
    {
        Facts facts = FactsOf("dst = src;", "B8+r  Zv, Iz");

        facts.CanFault.ShouldBeFalse();
        facts.IsRestartable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Jump(target);", "EB  Jb")]
    [InlineData("if (Cond) { Jump(target); }", "70+c  Jb")]
    [InlineData("Halt();", "F4")]
    [InlineData("var s = Pop();\nLoadSegment(SS, s);\nInhibit();", "17")]
    [InlineData("CheckFlagsAccess();\nvar f = Pop();\nLoadFlags(f);", "9D")]
    [InlineData("WriteControl(dst, src);", "0F 22 /r  Cy, Ry")]
    public void What_jumps_or_changes_mode_ends_the_block(string text, string form) => FactsOf(text, form).EndsBlock.ShouldBeTrue();

    [Fact]
    public void Ports() => FactsOf("CheckIo(src, size);\ndst = PortIn(src, size);", "EC  AL, DX").DoesIo.ShouldBeTrue();

    [Fact]
    public void Two_accesses_that_can_reach_devices_are_not_restartable()
        => FactsOf("CheckRead(src);\nCheckWrite(dst);\ndst = src;", "A4  Yb, Xb").IsRestartable.ShouldBeFalse();

    [Fact]
    public void Facts_are_the_forms_own()
    {
        InstructionModel model = TextShouldBeRight("dst = src;", "8B /r  Gv, Ev; B8+r  Zv, Iv").Instructions[0];

        model.Forms[0].Facts.ReadsMemory.ShouldBeTrue();
        model.Forms[1].Facts.ReadsMemory.ShouldBeFalse();
    }

    private static Facts FactsOf(string text, string form) => TextShouldBeRight(text, form).Instructions[0].Forms[0].Facts;
}
