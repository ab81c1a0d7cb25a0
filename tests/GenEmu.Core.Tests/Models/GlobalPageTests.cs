using GenEmu.Core.Cpu;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Models;

/// <summary>Translations of global pages outlive a load of CR3 (SDM vol. 3, 4.10.4.1), which shows where the entry in memory has changed.</summary>
public class GlobalPageTests
{
    private const uint Page = 0x8;
    private const uint Linear = Page << 12;
    private const uint Old = 0x20_0000;
    private const uint New = 0x20_1000;
    private const uint Global = 0x107;

    public static TheoryData<Engine, bool, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<Engine, bool, bool, bool>();
            foreach (Engine engine in Enum.GetValues<Engine>())
            {
                foreach (int bits in Enumerable.Range(0, 8))
                {
                    cases.Add(engine, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_load_of_CR3_keeps_global_pages_if_CR4_PGE_says_so(Engine engine, bool global, bool enabled, bool executes)
    {
        using TestCpu cpu = Prepare(engine, global, enabled, executes, a =>
        {
            a.mov(eax, cr3);
            a.mov(cr3, eax);
        });
        cpu.Run(200);
        cpu.Registers.Rbx.ShouldBe(global && enabled ? 1u : 2u);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void INVLPG_forgets_a_global_page(Engine engine)
    {
        using TestCpu cpu = Prepare(engine, global: true, enabled: true, executes: false, a => a.invlpg(__[Linear]));
        cpu.Run(200);
        cpu.Registers.Rbx.ShouldBe(2u);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_change_of_PGE_forgets_all_pages(Engine engine)
    {
        using TestCpu cpu = Prepare(engine, global: true, enabled: true, executes: false, a =>
        {
            a.mov(eax, cr4);
            a.and(eax, ~(int)Cr4.Pge);
            a.mov(cr4, eax);
        });
        cpu.Run(200);
        cpu.Registers.Rbx.ShouldBe(2u);
    }

    /// <summary>Touches the page, changes its entry, forgets or not, and touches it again; EBX tells which frame was seen.</summary>
    private static TestCpu Prepare(Engine engine, bool global, bool enabled, bool executes, Action<Assembler> forget)
    {
        TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            Touch(a, executes);
            a.mov(__dword_ptr[PageTables.Table + (Page * 4)], New | (global ? Global : 7));
            forget(a);
            Touch(a, executes);
            a.hlt();
        }).Paged();
        cpu.Write(Old, [0xBB, 1, 0, 0, 0, 0xC3]);         // MOV EBX, 1; RET
        cpu.Write(New, [0xBB, 2, 0, 0, 0, 0xC3]);
        cpu.Map(Page, Old, global ? Global : 7);
        cpu.Registers.Cr4 = enabled ? Cr4.Pge : 0;
        cpu.Registers.Rsp = 0x7000;
        return cpu;
    }

    private static void Touch(Assembler a, bool executes)
    {
        if (executes)
        {
            a.mov(ecx, Linear);
            a.call(ecx);
        }
        else
        {
            a.movzx(ebx, __byte_ptr[Linear + 1]);
        }
    }
}
