using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>Privileged instructions, control registers, the I/O permission map, SYSENTER (SDM vol. 3, 2.5 and 5.9; vol. 1, 18.5).</content>
internal sealed partial class SystemProgram
{
    private void PrivilegeCases() => Group(PrivilegedCases, ControlRegisterCases, TableRegisterCases, ArplCases, IoMapCases, SystemEnterCases);

    private void PrivilegedCases()
    {
        foreach ((string name, Action act) in ((string, Action)[])
        [
            ("hlt", A.hlt), ("lgdt", () => A.lgdt(__[At("gdtr0")])), ("lidt", () => A.lidt(__[At("idtr")])), ("lldt", () => A.lldt(ax)), ("ltr", () => A.ltr(ax)), ("lmsw", () => A.lmsw(ax)),
            ("clts", A.clts), ("mov from cr0", () => A.mov(eax, cr0)), ("mov to cr3", () => A.mov(cr3, eax)), ("mov cr1", () => A.db(0x0F, 0x20, 0xC8)), ("invlpg", () => A.invlpg(__[0x1000])),
            ("invd", A.invd), ("wbinvd", A.wbinvd), ("rdmsr", A.rdmsr), ("wrmsr", A.wrmsr), ("rdtsc", A.rdtsc), ("smsw", () => A.smsw(bx)), ("rsm", A.rsm), ("sysexit", A.sysexit),
        ])
        {
            Case($"cpl3 {name}", () =>
            {
                Ring(3);
                act();
            });
        }
    }

    private void ControlRegisterCases()
    {
        foreach ((string name, uint value) in ((string, uint)[])[("pg without pe", 0x8000_0010), ("nw without cd", 0x2000_0011), ("reserved", 0x1FFA_FFD1), ("et", 0x0000_0001)])
        {
            Case($"cr0 {name}", () =>
            {
                A.call(Ref("paging"));
                A.mov(eax, Layout.PageDirectory);
                A.mov(cr3, eax);
                A.mov(eax, value);
                A.mov(cr0, eax);
                A.mov(ebx, cr0);
                A.mov(eax, 0x11);
                A.mov(cr0, eax);
            }, Field.Ebx, Field.Cr0);
        }

        Case("cr1", () => A.db(0x0F, 0x20, 0xC8));
        Case("cr5", () => A.db(0x0F, 0x22, 0xE8));
        Case("cr2", () =>
        {
            A.mov(eax, 0x12345678);
            A.mov(cr2, eax);
        }, Field.Cr2);
        Case("cr4 tsd", () =>
        {
            A.mov(eax, 4);
            A.mov(cr4, eax);
            A.rdtsc();
            Ring(3);
            A.rdtsc();
        });
        Case("lmsw sets", () =>
        {
            A.mov(eax, 0xFFFE);
            A.lmsw(ax);
            A.smsw(ebx);
        }, Field.Ebx);
        Case("lmsw keeps pe", () =>
        {
            A.xor(eax, eax);
            A.lmsw(ax);
            A.mov(ebx, -1);
            A.smsw(bx);
            A.smsw(__word_ptr[Layout.Scratch]);
        }, Field.Ebx, Shown.Word(Layout.Scratch));
        Case("clts", () =>
        {
            SetCr0(8);
            A.clts();
        }, Field.Cr0);
        Case("msr unknown", () =>
        {
            A.mov(ecx, 0x1234_5678);
            A.rdmsr();
        });
    }

    private void TableRegisterCases()
    {
        Case("sgdt sidt cpl3", () =>
        {
            Ring(3);
            A.sgdt(__[Layout.Scratch]);
            A.sidt(__[Layout.Scratch + 8]);
            A.mov(eax, __dword_ptr[Layout.Scratch + 2]);
            A.sub(eax, At($"gdt{_gdts.Count - 1}"));
            A.mov(ebx, __dword_ptr[Layout.Scratch + 10]);
            A.sub(ebx, At("idt"));
            A.movzx(ecx, __word_ptr[Layout.Scratch + 8]);
        }, Field.Eax, Field.Ebx, Field.Ecx);
        Case("lidt 16", () =>
        {
            A.mov(__word_ptr[Layout.Scratch], 0x7FF);
            A.mov(eax, At("idt") | 0x5500_0000);
            A.mov(__dword_ptr[Layout.Scratch + 2], eax);
            A.db(0x66);
            A.lidt(__[Layout.Scratch]);
            A.sidt(__[Layout.Scratch + 8]);
            A.mov(eax, __dword_ptr[Layout.Scratch + 10]);
            A.sub(eax, At("idt"));
        }, Field.Eax);
        Case("lgdt register", () => A.db(0x0F, 0x01, 0xD0));
    }

    private void ArplCases()
    {
        foreach ((int dst, int src) in ((int, int)[])[(0x10, 0x0B), (0x13, 0x08), (0x11, 0x09), (0x11, 0x0A)])
        {
            Case($"arpl {dst:X} {src:X}", () =>
            {
                A.mov(eax, dst);
                A.mov(ecx, src);
                A.arpl(ax, cx);
                A.setz(bl);
            }, Field.Eax, Field.Ebx);
        }
    }

    private void IoMapCases()
    {
        foreach ((string name, uint iopl, ushort port, int size, ushort denied, ushort map) in ((string, uint, ushort, int, ushort, ushort)[])
        [
            ("iopl 3", 3, 0x300, 1, 0x300, 0x68), ("allowed", 0, 0x300, 1, 0x301, 0x68), ("denied", 0, 0x300, 1, 0x300, 0x68), ("iopl 2", 2, 0x300, 1, 0x300, 0x68),
            ("word second", 0, 0x300, 2, 0x301, 0x68), ("word beside", 0, 0x300, 2, 0x302, 0x68), ("dword last", 0, 0x300, 4, 0x303, 0x68), ("dword beside", 0, 0x300, 4, 0x304, 0x68),
            ("crossing", 0, 0x307, 2, 0x308, 0x68), ("crossing allowed", 0, 0x307, 2, 0x309, 0x68), ("last byte", 0, 0x4B0, 1, 0x300, 0x68), ("beyond", 0, 0x4B8, 1, 0x300, 0x68), ("no map", 0, 0x300, 1, 0x301, 0xFFFF),
        ])
        {
            Case($"io {name}", () =>
            {
                A.mov(__word_ptr[At("tss") + 102], (short)map);
                A.mov(__byte_ptr[At("tss") + 0x68 + (denied / 8u)], 1 << (denied & 7));
                Ring(3, 2 | (iopl << 12));
                A.mov(edx, port);
                switch (size)
                {
                    case 1:
                        A.@in(al, dx);
                        break;
                    case 2:
                        A.@in(ax, dx);
                        break;
                    default:
                        A.@in(eax, dx);
                        break;
                }
            });
        }

        Case("io rep 0", () =>
        {
            A.mov(__byte_ptr[At("tss") + 0x68 + (0x300 / 8)], 1);
            Ring(3);
            A.mov(edx, 0x300);
            A.rep.insb();
        });
        Case("io out cpl1", () =>
        {
            A.mov(__byte_ptr[At("tss") + 0x68 + (0x300 / 8)], 1);
            Ring(1);
            A.mov(edx, 0x300);
            A.@out(dx, al);
        });
        Case("io 16-bit tss", () =>
        {
            A.mov(eax, (int)Gdt(Segment(At("tss"), 0xFF, 0x81, 0)));
            A.mov(__dword_ptr[At("tss") + 2], Layout.InnerStack0 | (Layout.Data0 << 16));
            A.ltr(ax);
            Ring(3);
            A.mov(edx, 0x300);
            A.@in(al, dx);
        });
        foreach (ushort denied in (ushort[])[0x300, 0x301])
        {
            Case($"io v86 {(denied == 0x300 ? "denied" : "allowed")}", () =>
            {
                A.mov(__byte_ptr[At("tss") + 0x68 + (0x300 / 8)], 1 << (denied & 7));
                A.mov(edx, 0x300);
                EnterV86(3);
                Code16("v86", a =>
                {
                    a.@in(al, dx);
                    a.int3();
                });
            });
        }
    }

    private void SystemEnterCases()
    {
        Case("sysenter", () =>
        {
            SystemEnterMsrs(Layout.Code0);
            Ring(3, 0x202);
            A.sysenter();
            A.ud2();
            Local("there");
            A.mov(ebx, esp);
            A.mov(esp, Layout.Stack0);
        }, Field.Cs, Field.Ss, Field.Ebx, Shown.Flags);
        Case("sysenter null", () =>
        {
            SystemEnterMsrs(3);
            Ring(3);
            A.sysenter();
            Local("there");
        });
        Case("sysexit", () =>
        {
            SystemEnterMsrs(Layout.Code0);
            A.mov(edx, Here("there"));
            A.mov(ecx, Layout.Stack3 - 8);
            A.sysexit();
            A.ud2();
            Local("there");
        }, Field.Cs, Field.Ss, Field.Esp, Field.Ds);
        Case("sysexit null", () =>
        {
            SystemEnterMsrs(0);
            A.sysexit();
            Local("there");
        });

        void SystemEnterMsrs(ushort selector)
        {
            foreach ((int msr, uint value) in ((int, uint)[])[(0x174, selector), (0x175, Layout.Stack0 - 0x20), (0x176, Here("there"))])
            {
                A.mov(ecx, msr);
                A.mov(eax, value);
                A.xor(edx, edx);
                A.wrmsr();
            }
        }
    }
}
