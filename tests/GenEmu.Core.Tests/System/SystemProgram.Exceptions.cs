using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>Exceptions: vector, error code, saved EIP and RF, double faults, debug traps (SDM vol. 3, 6.5, 6.15 and 17.3).</content>
internal sealed partial class SystemProgram
{
    private void ExceptionCases() => Group(SimpleExceptionCases, DoubleFaultCases, DebugCases, AlignmentCases);

    private void SimpleExceptionCases()
    {
        foreach ((string name, Action body) in ((string, Action)[])
        [
            ("div", () => A.div(ecx)),
            ("idiv", () =>
            {
                A.mov(edx, 0x4000_0000);
                A.mov(ecx, -1);
                A.idiv(ecx);
            }),
            ("aam", () => A.aam(0)),
            ("int3", A.int3),
            ("int 3", () => A.db(0xCD, 3)),
            ("into", () =>
            {
                A.mov(al, 0x7F);
                A.inc(al);
                A.into();
            }),
            ("into not", A.into),
            ("bound", () =>
            {
                A.mov(__dword_ptr[Layout.Scratch], -5);
                A.mov(__dword_ptr[Layout.Scratch + 4], 5);
                A.bound(ebx, __qword_ptr[Layout.Scratch]);
                A.mov(ebx, -5);
                A.bound(ebx, __qword_ptr[Layout.Scratch]);
                A.mov(ebx, 6);
                A.bound(ebx, __qword_ptr[Layout.Scratch]);
            }),
            ("bound low", () =>
            {
                A.mov(__dword_ptr[Layout.Scratch], -5);
                A.mov(__dword_ptr[Layout.Scratch + 4], 5);
                A.mov(ebx, -6);
                A.bound(ebx, __qword_ptr[Layout.Scratch]);
            }),
            ("ud2", A.ud2),
            ("lock nop", () => A.db(0xF0, 0x90)),
            ("lock register", () => A.db(0xF0, 0x01, 0xC0)),
            ("lea register", () => A.db(0x8D, 0xC0)),
            ("les register", () => A.db(0xC4, 0xC0)),
            ("fpu em", () => Fpu(4)),
            ("fpu ts", () => Fpu(8)),
            ("wait ts", () => Wait(8)),
            ("wait mp", () => Wait(2)),
            ("wait mp ts", () => Wait(10)),
            ("16 bytes", () => A.db([.. Enumerable.Repeat<byte>(0x66, 15), 0x90])),
        ])
        {
            Case($"exc {name}", body, Shown.Flags);
        }

        Case("exc rf fault", A.ud2, Shown.Rf);
        Case("exc rf int3", A.int3, Shown.Rf);
        Case("exc rf int", () => { }, Shown.Rf);

        void Fpu(byte bits)
        {
            SetCr0(bits);
            A.fld1();
        }

        void Wait(byte bits)
        {
            SetCr0(bits);
            A.wait();
        }
    }

    private void SetCr0(uint bits)
    {
        A.mov(eax, cr0);
        A.or(eax, bits);
        A.mov(cr0, eax);
    }

    private void DoubleFaultCases()
    {
        ulong absent = Gate(Layout.Code0, 0, 0x0E);
        ulong noSegment = Gate(0xFFF8, 0, 0x8E);
        ulong typeless = Gate(Layout.Code0, 0, 0x80);
        foreach ((string name, (byte, ulong)[] changes, Action act) in ((string, (byte, ulong)[], Action)[])
        [
            ("ud np", [(6, absent)], A.ud2),
            ("ud gp gate", [(6, typeless)], A.ud2),
            ("ud gp target", [(6, noSegment)], A.ud2),
            ("int3 np", [(3, Gate(Layout.Code0, 0, 0x6E))], A.int3),
            ("icebp np", [(1, absent)], () => A.db(0xF1)),
            ("de np", [(0, absent)], () => A.div(ecx)),
            ("gp np", [(13, absent)], () => A.db(0x8E, 0xD0)),
            ("np np", [(11, absent)], () => Load(ds, Gdt(Flat(0x13)))),
            ("ud np np", [(6, absent), (11, absent)], A.ud2),
            ("int gp np", [(13, absent)], () => A.@int(0x2F)),
        ])
        {
            Case($"double {name}", () =>
            {
                LoadIdt(changes);
                act();
            });
        }
    }

    private void DebugCases()
    {
        Case("debug step", () =>
        {
            A.push(0x102);
            A.popfd();
            A.nop();
            A.nop();
        }, Field.Dr6, Shown.Flags);
        Case("debug step mov ss", () =>
        {
            A.mov(ecx, ss);
            A.push(0x102);
            A.popfd();
            A.mov(ss, ecx);
            A.nop();
            A.nop();
        }, Field.Dr6);
        Case("debug step int", () =>
        {
            A.push(0x102);
            A.popfd();
            A.@int3();
        }, Shown.Flags, Field.Dr6);
        Case("debug icebp", () => A.db(0xF1), Field.Dr6);
        Case("debug detect", () =>
        {
            A.mov(eax, 0x2400);
            A.mov(dr7, eax);
            A.mov(eax, dr0);
        }, Field.Dr6);
        Case("debug dr4", () =>
        {
            A.mov(eax, dr6);
            A.db(0x0F, 0x21, 0xE3);        // MOV EBX, DR4
            A.xor(ebx, eax);
        }, Field.Ebx);
        Case("debug dr4 de", () =>
        {
            A.mov(eax, 8);
            A.mov(cr4, eax);
            A.db(0x0F, 0x21, 0xE3);
        });
        Case("debug dr cpl3", () =>
        {
            Ring(3);
            A.mov(eax, dr7);
        });
    }

    private void AlignmentCases()
    {
        foreach ((string name, int ring, uint am, uint ac) in ((string, int, uint, uint)[])[("all", 3, 1, 1), ("no am", 3, 0, 1), ("no ac", 3, 1, 0), ("cpl0", 0, 1, 1)])
        {
            Case($"align {name}", () =>
            {
                SetCr0(am << 18);
                Ring(ring, 2 | (ac << 18));
                A.mov(ax, __word_ptr[Layout.Scratch + 2]);
                A.mov(eax, __dword_ptr[Layout.Scratch + 2]);
            });
        }
    }
}
