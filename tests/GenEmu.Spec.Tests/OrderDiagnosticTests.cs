using static GenEmu.Spec.Tests.Support.MarkedSpec;

namespace GenEmu.Spec.Tests;

/// <summary>The classic bugs: an effect, or a read that a device can see, before a later check.</summary>
public class OrderDiagnosticTests
{
    [Theory]
    [InlineData("⟦AX = 1;⟧\ndst = src;", "01 /r  Ev, Gv")]
    [InlineData("⟦flags.Logic(src);⟧\ndst = src;", "01 /r  Ev, Gv")]
    [InlineData("⟦Count = 1;⟧\ndst = src;", "01 /r  Ev, Gv")]
    [InlineData("⟦Push(NextIp);⟧\nJump(target);", "E8  Jz")]
    [InlineData("⟦dst = src;⟧\nCheckJump(AX);", "89 /r  Ev, Gv")]
    [InlineData("if (Cond) { ⟦AX = 1;⟧ }\nCheckPush(1);", "0F 40+c")]
    [InlineData("⟦Push(AX);⟧\nPush(CX);", "60")]
    [InlineData("⟦Advance(SI);⟧\ndst = AL;", "AA  Yb")]
    public void Write_before_a_later_check(string text, string form) => TextShouldBreak(SpecRule.WriteBeforeCheck, text, form);

    [Theory]
    [InlineData("dst = ⟦src⟧;", "A4  Yb, Xb")]
    [InlineData("CheckIo(src, size);\n⟦dst = PortIn(src, size);⟧", "6C  Yb, DX")]
    [InlineData("Push(⟦src⟧);", "FF /6  Ev")]
    [InlineData("⟦dst = Pop();⟧", "8F /0  Ev")]
    [InlineData("var r = ⟦dst⟧ - src;\nflags.Sub(dst, src, r);", "A6  Xb, Yb")]
    public void Device_read_before_its_destinations_check(string text, string form) => TextShouldBreak(SpecRule.DeviceBeforeCheck, text, form);

    [Theory]
    [InlineData("CheckRead(src);\nCheckWrite(dst);\ndst = src;\nAdvance(SI, DI);", "A4  Yb, Xb")]
    [InlineData("CheckIo(src, size);\nCheckWrite(dst);\ndst = PortIn(src, size);", "6C  Yb, DX")]
    [InlineData("CheckPush(1);\nPush(src);", "FF /6  Ev")]
    [InlineData("CheckPop(1);\nCheckWrite(dst);\ndst = Pop();", "8F /0  Ev")]
    [InlineData("var r = dst + src;\nflags.Add(dst, src, r);\ndst = r;", "01 /r  Ev, Gv")]
    [InlineData("CheckPop(2);\nDI = Pop();\nSI = Pop();", "61")]
    public void Checks_first_is_right(string text, string form) => TextShouldBeRight(text, form);

    [Theory]
    [InlineData("var s = Pop();\nLoadSegment(dst, s);", "17  SS")]
    [InlineData("var ip = Pop();\nJump(ip);", "C3")]
    [InlineData("if (src == 0) { Raise(DE); }\nAX = AX - src;", "F7 /6  Ev")]
    [InlineData("CheckRead(src);\nvar offset = Part(src, 0);\nFarJump(Part(src, size, 2), offset);", "FF /5  Mp")]
    public void A_fault_may_follow_the_read_it_depends_on(string text, string form) => TextShouldBeRight(text, form);

    [Fact]
    public void A_fault_may_not_follow_a_read_it_does_not_depend_on()
        => TextShouldBreak(SpecRule.DeviceBeforeCheck, "var s = ⟦src⟧;\nCheckPush(1);\nPush(s);", "FF /6  Ev");

    [Fact]
    public void A_check_under_a_condition_covers_what_follows_under_the_same_condition()
        => TextShouldBeRight("var n = Count - 1;\nbool taken = n != 0;\nif (taken) { CheckJump(target); }\nCount = n;\nif (taken) { Jump(target); }", "E2  Jb");

    [Fact]
    public void A_check_under_another_condition_does_not()
        => TextShouldBreak(SpecRule.WriteBeforeCheck, "var n = Count - 1;\nif (ZF != 0) { CheckJump(target); }\n⟦Count = n;⟧\nif (n != 0) { Jump(target); }", "E2  Jb");

    [Theory]
    [InlineData("dst = src;\n⟦AX = dst;⟧", "01 /r  Ev, Gv")]
    [InlineData("var old = dst;\ndst = 1;\n⟦flags.Add(old, dst, dst);⟧", "01 /r  Ev, Gv")]
    public void Operand_read_after_it_was_written(string text, string form) => TextShouldBreak(SpecRule.ReadAfterWrite, text, form);

    [Fact]
    public void Register_operand_first_read_after_another_was_written_can_be_the_same_register()
        => TextShouldBreak(SpecRule.ReadAfterWrite, "dst = 1;\nAX = ⟦src⟧;", "89 /r  Gv, Gv");

    [Fact]
    public void Memory_operand_read_in_a_branch_and_again_behind_it()
        => TextShouldBreak(SpecRule.ConditionalAccess, "var a = AX;\nif (a == 0) { a = src; }\nflags.Logic(⟦src⟧);", "8B /r  Gv, Ev");

    [Fact]
    public void Stopping_call_in_a_part_of_an_expression_that_is_not_always_evaluated()
        => TextShouldBreak(SpecRule.ConditionalAccess, "dst = Cond ? ⟦Pop()⟧ : 0;", "0F 40+c /r  Gv");

    [Theory]
    [InlineData("⟦dst = PortIn(src, size);⟧", "EC  AL, DX")]
    [InlineData("CheckIo(dst, 1);\n⟦PortOut(dst, src, size);⟧", "EF  DX, eAX")]
    [InlineData("CheckIo(AL, size);\n⟦dst = PortIn(src, size);⟧", "EC  AL, DX")]
    public void Port_access_without_its_permission_check(string text, string form) => TextShouldBreak(SpecRule.PortWithoutCheck, text, form);
}
