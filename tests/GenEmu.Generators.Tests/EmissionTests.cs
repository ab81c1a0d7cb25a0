using GenEmu.Generators.Tests.Support;

namespace GenEmu.Generators.Tests;

public class EmissionTests
{
    private const string Add = "# a spec\n- op: add\n  forms: [\"01 /r  Ev, Gv\"]\n  lock: true\n  do: |\n    var r = dst + src;\n    flags.Add(dst, src, r);\n    dst = r;\n";

    [Fact]
    public void Recorded_handler_of_an_addition() => Code("Recorded.Add.g.cs", Add).ShouldContain(Lines("""
        internal static Status Add_4_4(Transaction t, Op* o)
        {
        if (!t.LoadForWrite(o, 0, 4, out uint dst)) { return t.Status; }
        if (!t.Load(o, 1, 4, out uint src)) { return t.Status; }
        uint r_ = dst + src;
        (t.Result, t.Carries) = (LazyFlags.Result32(r_), LazyFlags.AddCarries32(dst, src, r_));
        if (!t.Store(o, 0, 4, r_)) { return t.Status; }
        return t.Retire(o);
        }
        """));

    [Fact]
    public void Direct_handler_of_an_addition_to_memory() => Code("Direct.Add.g.cs", Add).ShouldContain(Lines("""
        internal static void Add_2_2_Memory_Register_Flat(VcpuState* c, Op* o, long budget, ulong result, ulong carries)
        {
        uint at0Linear = Direct.Address32(c, o);
        TlbEntry* at0Page = Direct.Page(c, at0Linear);
        if (!Direct.MayWrite(at0Page, at0Linear, 2)) goto leave;
        byte* at0 = Direct.Host(at0Page, at0Linear);
        uint dst = (uint)*(ushort*)at0;
        uint src = (uint)*(ushort*)((byte*)c + o->Register1);
        uint r_ = (uint)(ushort)(dst + src);
        (result, carries) = (LazyFlags.Result16(r_), LazyFlags.AddCarries16(dst, src, r_));
        *(ushort*)at0 = (ushort)r_;
        o[1].Direct(c, o + 1, budget, result, carries);
        return;
        leave: Direct.LeaveHandler(c, o, budget, result, carries);
        }
        """));

    [Fact]
    public void Statements_map_to_their_lines_and_columns()
    {
        string code = new GeneratorRun(Add)["Recorded.Add.g.cs"];

        code.ShouldContain("#line (6, 5) - (6, 22) 8 \"/spec/opcodes.yaml\"\n        uint r_ = dst + src;\n");
        code.ShouldContain("#line (6, 13) - (6, 15) 8 \"/spec/opcodes.yaml\"\n        if (!t.LoadForWrite(o, 0, 4, out uint dst))");
        code.ShouldContain("#line hidden\n        return t.Retire(o);\n");
    }

    [Fact]
    public void A_port_is_checked_before_the_count_A1() => Code("Recorded.Ins.g.cs", "- op: ins\n  rep: true\n  forms: [\"6C  Yb, DX\"]\n  do: |\n    CheckIo(src, size);\n    CheckWrite(dst);\n    dst = PortIn(src, size);\n    Advance(DI);\n")
        .ShouldContain(Lines("""
            if (!t.Load(o, 1, 2, out uint src)) { return t.Status; }
            if (!t.CheckIo(src, 1)) { return t.Status; }
            if (t.RepeatDone(o)) { return t.Retire(o); }
            if (t.Batch(o, src, 1, write: false)) { return Status.Batched; }
            if (!t.CheckWrite(o, 0, 1)) { return t.Status; }
            if (!t.PortIn(src, 1, out uint answer1_)) { return t.Status; }
            if (!t.Store(o, 0, 1, (byte)answer1_)) { return t.Status; }
            t.Advance(o, RegisterFile.Di, 1);
            return t.RetireIteration(o);
            """));

    [Fact]
    public void A_return_moves_the_stack_pointer_only_after_its_target_was_checked()
    {
        string code = Code("Direct.Ret.g.cs", "- op: ret\n  forms: [\"C3\"]\n  do: |\n    var ip = Pop();\n    Jump(ip);\n");

        string handler = code[code.IndexOf("Ret_o4_Flat", StringComparison.Ordinal)..];
        handler.IndexOf("> c->Cs.Limit", StringComparison.Ordinal).ShouldBeInRange(0, handler.IndexOf("c->Rsp = ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_conditional_jump_gets_a_handler_for_each_condition()
    {
        string code = Code("Direct.Jcc.g.cs", "- op: jcc\n  forms: [\"70+c  Jb\"]\n  do: |\n    if (Cond) { Jump(target); }\n");

        Enumerable.Range(0, 16).ShouldAllBe(c => code.Contains($"Jcc_4_Immediate_c{c}(", StringComparison.Ordinal));
        code.ShouldContain("if ((result == 0))");
        code.ShouldNotContain("o->Condition");
    }

    [Fact]
    public void Flags_that_nobody_looks_at_are_not_made()
    {
        string code = Code("Direct.Add.g.cs", Add);

        string handler = code[code.IndexOf("Add_4_4_Register_Register_NoFlags(", StringComparison.Ordinal)..];
        handler[..handler.IndexOf("o[1].Direct", StringComparison.Ordinal)].ShouldNotContain("carries) =");
    }

    [Fact]
    public void A_repetition_that_compares_always_has_its_flags()
        => Code("Direct.Scas.g.cs", "- op: scas\n  rep: cond\n  forms: [\"AE  AL, Yb\"]\n  do: |\n    var r = dst - src;\n    flags.Sub(dst, src, r);\n    Advance(DI);\n").ShouldNotContain("_NoFlags");

    [Fact]
    public void A_text_with_a_call_that_has_no_direct_form_gets_no_direct_handler()
    {
        var run = new GeneratorRun("- op: hlt\n  forms: [\"F4\"]\n  do: Halt();\n");

        run.Result.GeneratedSources.ShouldNotContain(s => s.HintName == "Direct.Hlt.g.cs");
        run["DirectHandlers.g.cs"].ShouldContain("Count => 0;");
    }

    [Fact]
    public void A_repeated_iteration_costs_an_instruction_and_leaves_at_the_instruction_when_the_budget_ends()
        => Code("Direct.Stos.g.cs", "- op: stos\n  rep: true\n  forms: [\"AB  Yv, rAX\"]\n  do: |\n    dst = src;\n    Advance(DI);\n").ShouldContain(Lines("""
            if ((o->Flags & OpFlags.Repeats) != 0 && Direct.Count(c, o) == 0) { o[1].Direct(c, o + 1, budget, result, carries); return; }
            if ((o->Flags & OpFlags.Repeats) != 0)
            {
            budget -= StringBatch.Fill(c, o, 4, budget + 1);
            if (budget < 0) { c->RepeatNext = o->Next; Direct.LeaveAt(c, o->Ip, budget + o->Remaining, result, carries, LeaveReason.Budget); return; }
            }
            uint src = *(uint*)((byte*)c + o->Register1);
            uint at0Linear = (uint)c->Rdi;
            TlbEntry* at0Page = Direct.Page(c, at0Linear);
            if (!Direct.MayWrite(at0Page, at0Linear, 4)) goto leave;
            byte* at0 = Direct.Host(at0Page, at0Linear);
            *(uint*)at0 = src;
            Direct.Advance(c, o, RegisterFile.Di, 4);
            if ((o->Flags & OpFlags.Repeats) != 0)
            {
            uint left = Direct.Count(c, o) - 1;
            Direct.SetCount(c, o, left);
            if (left != 0)
            {
            c->Iteration++;
            budget--;
            if (budget < 0) { c->RepeatNext = o->Next; Direct.LeaveAt(c, o->Ip, budget + o->Remaining, result, carries, LeaveReason.Budget); return; }
            o->Direct(c, o, budget, result, carries);
            return;
            }
            c->Iteration = 0;
            }
            o[1].Direct(c, o + 1, budget, result, carries);
            """));

    [Fact]
    public void No_direct_handler_takes_the_address_of_a_local()
    {
        string code = new GeneratorRun(Add)["Direct.Add.g.cs"];

        code.ShouldNotContain("out ");
        code.ShouldNotContain("ref ");
        code.ShouldNotContain(" = &");
    }

    [Fact]
    public void A_fused_op_takes_its_operands_by_name_and_says_whether_it_was_done()
    {
        string code = new GeneratorRun(Add)["Fused.Add.g.cs"];

        code.ShouldContain("internal static bool Add_4_4_Register_Register(VcpuState* c, ref uint r0, int s0, ref uint r1, int s1, ref ulong result, ref ulong carries)");
        code.ShouldContain("internal static bool Add_4_4_Memory_Register_Flat(VcpuState* c, uint m0, ref uint r1, int s1, ref ulong result, ref ulong carries)");
        code.ShouldContain("if (!Direct.MayWrite(page0, m0, 4)) { return false; }");
        code.ShouldNotContain("_NoFlags");
    }

    [Fact]
    public void What_reads_memory_once_hands_over_to_a_handler_for_devices()
    {
        string code = new GeneratorRun("- op: mov\n  forms: [\"8B /r  Gv, Ev\"]\n  do: |\n    dst = src;\n")["Direct.Mov.g.cs"];

        code.ShouldContain("device: Mov_4_4_Register_Memory_Flat_Device(c, o, budget, result, carries);");
        code.ShouldContain("if (!DirectDevices.Read(c, o, at1Linear, 4, budget)) goto leave;");
        new GeneratorRun(Add)["Direct.Add.g.cs"].ShouldNotContain("Add_4_4_Memory_Register_Flat_Device");        // reads and writes
    }

    [Fact]
    public void The_table_says_what_the_decoder_needs()
    {
        string table = new GeneratorRun(Add)["InstructionTable.g.cs"];

        table.ShouldContain("Op = \"add\", Text = \"01 /r  Ev, Gv\", Feature = \"\", Needs = CpuFeatures.None, Line = 3, ");
        table.ShouldContain("Operand0 = new(OperandKind.RegisterOrMemory, OperandSize.V, 0), Operand1 = new(OperandKind.Register, OperandSize.V, 0)");
        table.ShouldContain("Flags = FormFlags.Lock | FormFlags.ModRm");
        table.ShouldContain("Recorded16 = &Recorded.Add_2_2, Recorded32 = &Recorded.Add_4_4");
    }

    [Theory]
    [InlineData("\"0F 20 /r  Ry, Cy\"", "ModMatch.Any")]
    [InlineData("\"0F 00 /0  Mw\", \"0F 00 /0  Rv\"", "ModMatch.Register")]
    [InlineData("\"8D /r  Gv, M\"", "ModMatch.Memory")]
    public void Mod_chooses_only_where_a_memory_form_shares_the_opcode(string forms, string expected)
        => new GeneratorRun($"- op: a\n  forms: [{forms}]\n  do: \"\"\n")["InstructionTable.g.cs"].ShouldContain(expected);

    private static string Code(string file, string yaml)
    {
        var run = new GeneratorRun(yaml);
        run.Diagnostics.ShouldBeEmpty();
        return Lines(run[file]);
    }

    /// <summary>Without indentation and #line.</summary>
    private static string Lines(string code)
        => string.Join('\n', code.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith("#line", StringComparison.Ordinal)));
}
