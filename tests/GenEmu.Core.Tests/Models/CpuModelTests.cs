using GenEmu.Core.Cpu;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Models;

/// <summary>What CPUID of a model does not tell is #UD or #GP, and what it tells works.</summary>
public class CpuModelTests
{
    private const uint InvalidOpcode = 0x0600 + 6;
    private const uint GeneralProtection = 0x0600 + 13;

    private static readonly (string Instruction, CpuFeatures Needs, Action<Assembler> Code)[] Gated =
    [
        ("CMOV", CpuFeatures.Cmov, a => a.cmovz(eax, ebx)),
        ("FCOMI", CpuFeatures.Cmov, a => a.fcomi(st0, st1)),
        ("CMPXCHG8B", CpuFeatures.Cx8, a => a.cmpxchg8b(__qword_ptr[0x5000])),
        ("RDTSC", CpuFeatures.Tsc, a => a.rdtsc()),
        ("RDMSR", CpuFeatures.Msr, Rdmsr),
        ("MMX", CpuFeatures.Mmx, a => a.paddb(mm0, mm1)),
        ("EMMS", CpuFeatures.Mmx, a => a.emms()),
        ("FXSAVE", CpuFeatures.Fxsr, a => a.fxsave(__[0x5000])),
        ("SSE on MMX registers", CpuFeatures.Sse, a => a.pavgb(mm0, mm1)),
        ("SFENCE", CpuFeatures.Sse, a => a.sfence()),
        ("LFENCE", CpuFeatures.Sse2, a => a.lfence()),
        ("SSE2 on MMX registers", CpuFeatures.Sse2, a => a.paddq(mm0, mm1)),
        ("CLFLUSH", CpuFeatures.Clfsh, a => a.clflush(__[0x5000])),
        ("long NOP", CpuFeatures.Nopl, a => a.nop(eax)),
    ];

    public static TheoryData<string, string, Engine> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, Engine>();
            foreach (CpuModel model in CpuModel.All)
            {
                foreach (var gated in Gated)
                {
                    cases.Add(model.Name, gated.Instruction, Engine.Direct);
                    cases.Add(model.Name, gated.Instruction, Engine.Recorded);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> Names => [.. CpuModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_instruction_that_the_model_lacks_is_invalid_and_others_work(string name, string instruction, Engine engine)
    {
        CpuModel model = Model(name);
        var gated = Gated.Single(candidate => candidate.Instruction == instruction);
        using TestCpu cpu = Real(model, gated.Code, engine);
        cpu.Run(100);
        cpu.Registers.Rip.ShouldBe(model.Has(gated.Needs) ? 0x0601u + 3 : InvalidOpcode + 1);        // INT3 behind it, or #UD; each handler is HLT
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Control_bits_follow_the_features(string name)
    {
        CpuModel model = Model(name);
        for (int bit = 0; bit < 32; bit++)
        {
            uint value = 1u << bit;
            using TestCpu cpu = Real(model, a =>
            {
                a.mov(eax, value);
                a.mov(cr4, eax);
            });
            cpu.Run(100);
            uint expected = model.Cr4Supported == 0 ? InvalidOpcode : (model.Cr4Supported & value) != 0 ? 0x0603 : GeneralProtection;
            cpu.Registers.Rip.ShouldBe(expected + 1u, $"CR4 bit {bit}");
        }
    }

    [Fact]
    public void Models_differ_as_the_processors_did()
    {
        Model("486").Features.ShouldBe(CpuFeatures.Fpu);
        Model("486").Cr4Supported.ShouldBe(0ul);
        Model("pentium").Has(CpuFeatures.Tsc | CpuFeatures.Msr | CpuFeatures.Cx8).ShouldBeTrue();
        Model("pentium").Has(CpuFeatures.Mmx).ShouldBeFalse();
        Model("pentium3").Has(CpuFeatures.Sse | CpuFeatures.Fxsr | CpuFeatures.Pse36).ShouldBeTrue();
        Model("pentium3").Has(CpuFeatures.Sse2).ShouldBeFalse();
        Model("pentium3").Has(CpuFeatures.Nx).ShouldBeFalse();
        Model("core2-32").Has(CpuFeatures.Sse2 | CpuFeatures.Nx).ShouldBeTrue();
        CpuModel.Default.Name.ShouldBe("pentium-m");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_form_of_the_spec_belongs_to_models_by_its_feature(string name)
    {
        CpuModel model = Model(name);
        foreach (Core.Execution.FormInfo form in Core.Execution.InstructionTable.Forms)
        {
            form.Needs.ShouldBe(form.Feature.Length == 0 ? CpuFeatures.None : Enum.Parse<CpuFeatures>(form.Feature, ignoreCase: true));
            (form.Needs & (form.Needs - 1)).ShouldBe(CpuFeatures.None, form.Text);
        }

        (model.Features & CpuFeatures.Fpu).ShouldBe(CpuFeatures.Fpu);
    }

    [Theory]
    [InlineData("486", 0x480u)]
    [InlineData("pentium", 0x52Cu)]
    [InlineData("pentium3", 0x68Au)]
    [InlineData("pentium-m", 0x6D8u)]
    [InlineData("core2-32", 0x6FBu)]
    public void RESET_leaves_the_signature_in_EDX_and_CPUID_says_the_same(string name, uint signature)
    {
        using TestCpu cpu = new(model: Model(name));
        cpu.Registers.Rdx.ShouldBe(signature);
        Model(name).Cpuid(1, 0).Eax.ShouldBe(signature);
    }

    [Fact]
    public void The_brand_string_and_the_extended_features_are_in_the_extended_leaves()
    {
        CpuModel model = Model("core2-32");
        model.Cpuid(0x8000_0000, 0).Eax.ShouldBe(0x8000_0008);
        model.Cpuid(0x8000_0001, 0).Edx.ShouldBe(1u << 20);
        model.Cpuid(0x8000_0008, 0).Eax.ShouldBe(0x2024u);
        string brand = string.Concat(Enumerable.Range(2, 3).Select(leaf => model.Cpuid(0x8000_0000u + (uint)leaf, 0)).SelectMany(r => (uint[])[r.Eax, r.Ebx, r.Ecx, r.Edx])
            .SelectMany(BitConverter.GetBytes).Select(b => (char)b));
        brand.TrimEnd('\0').ShouldBe("Intel(R) Core(TM)2 CPU (GenEmu, 32 bits)");
        brand.Length.ShouldBe(48);
    }

    [Fact]
    public void Leaves_beyond_the_last_give_the_last_basic_one()
    {
        Model("486").Cpuid(0x8000_0000, 0).ShouldBe(Model("486").Cpuid(1, 0));
        Model("pentium3").Cpuid(0x8000_0002, 0).ShouldBe(Model("pentium3").Cpuid(2, 0));
        Model("pentium-m").Cpuid(0x8000_0005, 0).ShouldBe(Model("pentium-m").Cpuid(2, 0));
        Model("core2-32").Cpuid(4, 3).ShouldBe(default);
        (Model("core2-32").Cpuid(4, 2).Ecx + 1).ShouldBe(4096u);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void PAUSE_is_a_NOP_on_every_model(Engine engine)
    {
        foreach (CpuModel model in CpuModel.All)
        {
            using TestCpu cpu = Real(model, a => a.pause(), engine);
            cpu.Run(100);
            cpu.Registers.Rip.ShouldBe(0x0604u);
        }
    }

    internal static CpuModel Model(string name) => CpuModel.All.Single(model => model.Name == name);

    internal static TestCpu Real(CpuModel model, Action<Assembler> code, Engine engine = Engine.Direct)
        => new TestCpu(engine, model: model).RealMode(a =>
        {
            code(a);
            a.int3();
        });

    private static void Rdmsr(Assembler a)
    {
        a.mov(ecx, 0x10);
        a.rdmsr();
    }
}
