using GenEmu.Core.Cpu;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Models;

/// <summary>PAE with NX, the PAT bits of entries, PSE-36 (SDM vol. 3, 4.3 to 4.7).</summary>
public class PhysicalAddressExtensionTests
{
    private const uint Pointers = 0x10_0000;
    private const uint Directory = 0x10_1000;
    private const uint Table = 0x10_2000;
    private const uint Handler = 0x3000;
    private const uint Page = 0x5000;
    private const ulong NoExecute = 1UL << 63;

    public static TheoryData<Engine, bool, bool, bool> NoExecuteCases
    {
        get
        {
            var cases = new TheoryData<Engine, bool, bool, bool>();
            foreach (Engine engine in Enum.GetValues<Engine>())
            {
                foreach (bool inDirectory in (bool[])[false, true])
                {
                    foreach (bool user in (bool[])[false, true])
                    {
                        foreach (bool enabled in (bool[])[false, true])
                        {
                            cases.Add(engine, inDirectory, user, enabled);
                        }
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(NoExecuteCases))]
    public void No_code_is_fetched_from_a_page_that_any_entry_forbids(Engine engine, bool inDirectory, bool user, bool enabled)
    {
        const uint Alias = 0x20_0000;         // the second directory entry leads to the same table
        uint target = inDirectory ? Alias + Page : Page;
        using TestCpu cpu = Paged(engine, a => a.jmp(target), enabled);
        cpu.Write(Page, [0x90, 0xF4]);
        Entry(cpu, Directory + 8, Table | 7 | (inDirectory ? NoExecute : 0));
        Entry(cpu, Table + (Page >> 12 << 3), Page | 7 | (inDirectory ? 0 : NoExecute));
        if (user)
        {
            cpu.UserMode();
        }

        cpu.Run(2);

        cpu.Registers.Cr2.ShouldBe(target);
        uint code = enabled ? 0x11u : 0x09u;          // present, and a fetch; or present, and a reserved bit: then nothing is said of fetches
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(code | (user ? 4u : 0));
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Data_of_a_page_without_execution_is_read_and_written(Engine engine)
    {
        using TestCpu cpu = Paged(engine, a =>
        {
            a.mov(eax, __dword_ptr[Page]);
            a.mov(__dword_ptr[Page + 4], eax);
            a.hlt();
        });
        Entry(cpu, Table + (Page >> 12 << 3), Page | 7 | NoExecute);
        cpu.Write(Page, [1, 2, 3, 4]);
        cpu.Run(10);
        cpu.ReadNumber(Page + 4, 4).ShouldBe(0x04030201u);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void A_fetch_that_faults_for_another_reason_says_that_it_is_one_only_with_NX(Engine engine)
    {
        foreach (bool enabled in (bool[])[false, true])
        {
            using TestCpu cpu = Paged(engine, a => a.jmp(Page), enabled);
            Entry(cpu, Table + (Page >> 12 << 3), 0);
            cpu.Run(2);
            cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(enabled ? 0x10u : 0u);
        }
    }

    [Fact]
    public void A_page_that_was_read_may_still_not_be_executed()
    {
        using TestCpu cpu = Paged(Engine.Direct, a =>
        {
            a.mov(eax, __dword_ptr[Page]);
            a.jmp(Page);
        });
        Entry(cpu, Table + (Page >> 12 << 3), Page | 7 | NoExecute);
        cpu.Run(3);
        cpu.Registers.Rip.ShouldBe(Handler);
    }

    [Theory]
    [InlineData("pentium-m", 0x80UL, false)]
    [InlineData("pentium3", 0x80UL, false)]
    [InlineData("pentium-m", 1UL << 36, true)]
    [InlineData("pentium3", 1UL << 63, true)]
    [InlineData("pentium-m", 1UL << 62, true)]
    public void The_PAT_bit_of_an_entry_is_accepted_and_reserved_ones_are_not(string model, ulong bit, bool faults)
    {
        using TestCpu cpu = Paged(Engine.Direct, a => a.mov(eax, __dword_ptr[Page]), noExecute: false, CpuModelTests.Model(model));
        Entry(cpu, Table + (Page >> 12 << 3), Page | 7 | bit);
        cpu.Run(1);
        (cpu.Registers.Rip == Handler).ShouldBe(faults);
        if (faults)
        {
            cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(9u);
        }
    }

    [Theory]
    [InlineData("pentium", 0x1000u, true)]
    [InlineData("pentium-m", 0x1000u, false)]
    [InlineData("pentium-m", 0x2000u, true)]
    [InlineData("core2-32", 0x2_0000u, true)]
    public void Bits_of_a_4_MiB_entry_are_reserved_by_model(string model, uint bit, bool faults)
    {
        using TestCpu cpu = new TestCpu(model: CpuModelTests.Model(model)).ProtectedMode(a => a.mov(eax, __dword_ptr[0x80_0000])).Gate(14, Handler);
        cpu.Write(Handler, [0xF4]);
        Entry(cpu, Directory, 0x87);
        cpu.Write(Directory + 8, BitConverter.GetBytes(0x87u | bit));
        cpu.Registers.Cr4 = Cr4.Pse;
        cpu.Registers.Cr3 = Directory;
        cpu.Registers.Cr0 |= 0x8000_0000;
        cpu.Run(1);
        (cpu.Registers.Rip == Handler).ShouldBe(faults);
    }

    [Fact]
    public void PSE_36_reaches_memory_above_4_GiB()
    {
        using TestCpu cpu = new TestCpu(model: CpuModelTests.Model("core2-32")).ProtectedMode(a => a.mov(eax, __dword_ptr[0x80_0000]));
        TestDevice device = cpu.Mmio(0x5_0000_0000);
        device.Value = 0x1234_5678;
        Entry(cpu, Directory, 0x87);
        cpu.Write(Directory + 8, BitConverter.GetBytes(0x87u | (5u << 13)));
        cpu.Registers.Cr4 = Cr4.Pse;
        cpu.Registers.Cr3 = Directory;
        cpu.Registers.Cr0 |= 0x8000_0000;
        cpu.Run(1);
        cpu.Registers.Rax.ShouldBe(0x1234_5678u);
    }

    private static TestCpu Paged(Engine engine, Action<Assembler> code, bool noExecute = true, CpuModel? model = null)
    {
        TestCpu cpu = new TestCpu(engine, model: model).ProtectedMode(code).Gate(14, Handler);
        cpu.Write(Handler, [0xF4]);
        Entry(cpu, Pointers, Directory | 1);
        Entry(cpu, Directory, Table | 7);
        for (uint page = 0; page < 512; page++)
        {
            Entry(cpu, Table + (page * 8), (page << 12) | 7);
        }

        VcpuRegisters registers = cpu.Registers;
        unsafe
        {
            cpu.Cpu.State->Pdpte0 = Directory | 1;         // as MOV to CR3 would have loaded it
        }

        registers.Cr3 = Pointers;
        registers.Cr4 = Cr4.Pae;
        registers.Cr0 |= 0x8000_0000;
        cpu.Cpu.TryWriteMsr(0xC000_0080, noExecute ? EferMsr.Nxe : 0);
        return cpu;
    }

    private static void Entry(TestCpu cpu, uint address, ulong entry) => cpu.Write(address, BitConverter.GetBytes(entry));
}
