using GenEmu.Spec.Checking;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Tests.Support;
using static GenEmu.Spec.Tests.Support.MarkedSpec;

namespace GenEmu.Spec.Tests;

public class ModelTests
{
    [Fact]
    public void Forms_of_one_shape_share_a_handler()
    {
        InstructionModel model = TextShouldBeRight("dst = src;", "88 /r  Eb, Gb; 89 /r  Ev, Gv; 8A /r  Gb, Eb; B0+r  Zb, Ib").Instructions[0];

        model.Handlers.Select(h => h.Name).ShouldBe(["Test_1_1", "Test_2_2", "Test_4_4"]);
        model.Forms[2].Handlers.ShouldBe(["Test_1_1", "Test_1_1"]);
        model.Forms[1].Handlers.ShouldBe(["Test_2_2", "Test_4_4"]);
    }

    [Fact]
    public void Texts_that_use_the_operand_size_attribute_get_a_handler_for_each()
        => TextShouldBeRight("Push(NextIp);", "0E").Instructions[0].Handlers.Select(h => h.Name).ShouldBe(["Test_o2", "Test_o4"]);

    [Theory]
    [InlineData("AL, Ib", 1, 1)]
    [InlineData("Ib, eAX", 2, 4)]
    [InlineData("DX, AL", 1, 1)]
    [InlineData("ES", 2, 4)]
    [InlineData("Gv, Eb", 2, 4)]
    [InlineData("Iw", 2, 4)]
    public void Operand_width_is_that_of_the_first_register_or_memory(string operands, int at16, int at32)
    {
        Handler[] handlers = [.. TextShouldBeRight("AX = size;", $"00  {operands}").Instructions[0].Handlers];

        int[] sizes = [.. handlers.Select(h => (int)((Value.Constant)((Step.SetRegister)h.Steps[0]).Value).Number)];

        sizes.ShouldBe(at16 == at32 ? [at16] : [at16, at32]);
    }

    [Fact]
    public void Tests_of_the_size_fold_away()
    {
        InstructionModel model = TextShouldBeRight("if (size == 2) { AL = 1; } else { AH = 1; }", "98").Instructions[0];

        model.Handlers.Select(h => ((Step.SetRegister)h.Steps.ShouldHaveSingleItem()).Register.Name).ShouldBe(["AL", "AH"]);
    }

    [Fact]
    public void An_operand_that_is_read_and_written_is_probed_for_write_at_its_first_touch_B8()
    {
        Step.Load load = TextShouldBeRight("var r = dst + 1;\ndst = r;", "FF /0  Ev").Instructions[0].Handlers[0].Steps.OfType<Step.Load>().ShouldHaveSingleItem();

        load.ForWrite.ShouldBeTrue();
    }

    [Fact]
    public void An_eight_bit_sum_is_cut_where_a_local_takes_it_and_not_before()
    {
        Step.Declare declare = TextShouldBeRight("var r = dst + src + CF;\ndst = r;", "00 /r  Eb, Gb").Instructions[0].Handlers[0].Steps.OfType<Step.Declare>().ShouldHaveSingleItem();

        declare.Value.ShouldBeOfType<Value.Truncate>().Operand.All().OfType<Value.Truncate>().ShouldBeEmpty();
    }

    [Fact]
    public void A_declared_uint_keeps_the_whole_product()
    {
        Step.Declare declare = TextShouldBeRight("uint p = AL * src;\nAX = p;", "F6 /4  Eb").Instructions[0].Handlers[0].Steps.OfType<Step.Declare>().ShouldHaveSingleItem();

        declare.Local.Width.ShouldBe(32);
        declare.Value.All().OfType<Value.Truncate>().ShouldBeEmpty();
    }

    [Fact]
    public void Privilege_words_are_checked_before_the_text()
    {
        var calls = TextShouldBeRight("Halt();", "F4  pm cpl0").Instructions[0].Handlers[0].Steps.OfType<Step.Invoke>().Select(i => i.Intrinsic.Name);

        calls.ShouldBe(["RequireProtected", "RequireCpl0", "Halt"]);
    }

    [Fact]
    public void Models_of_equal_texts_are_equal_wherever_they_stand()
    {
        const string Instruction = "- op: a\n  forms: [\"01 /r  Ev, Gv\"]\n  do: |\n    var r = dst + src;\n    flags.Add(dst, src, r);\n    dst = r;\n";

        SpecModel first = Load(Instruction);
        SpecModel moved = Load("# moved\n\n" + Instruction);

        moved.Instructions.ShouldBe(first.Instructions);
        moved.Lines.ShouldBe(new EquatableArray<int>([2]));
    }
}
