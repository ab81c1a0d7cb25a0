using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>INT n through every kind of gate, what it pushes, and IRET (SDM vol. 3, 6.12; vol. 2, INT n and IRET).</content>
internal sealed partial class SystemProgram
{
    private void InterruptCases() => Group(GateFaultCases, GateFrameCases, FlagCases);

    private void GateFaultCases()
    {
        ushort conforming = Gdt(Flat(0x9E));
        foreach ((string name, int ring, Func<ulong> gate) in ((string, int, Func<ulong>)[])
        [
            ("dpl", 3, () => Gate(Layout.Code0, Here("there"), 0x8E)),
            ("absent", 0, () => Gate(Layout.Code0, Here("there"), 0x0E)),
            ("absent dpl", 3, () => Gate(Layout.Code0, Here("there"), 0x0E)),
            ("call gate", 0, () => Gate(Layout.Code0, Here("there"), 0x8C)),
            ("code descriptor", 0, () => Flat(0x9A)),
            ("null target", 0, () => Gate(1, Here("there"), 0x8E)),
            ("beyond target", 0, () => Gate(0xFFF8, Here("there"), 0x8E)),
            ("data target", 0, () => Gate(Layout.Data0, Here("there"), 0x8E)),
            ("absent target", 0, () => Gate(Gdt(Flat(0x1A)), Here("there"), 0x8E)),
            ("outer target", 0, () => Gate(Gdt(Flat(0xFA)), Here("there"), 0x8E)),
            ("limit target", 0, () => Gate(Gdt(Segment(0, 0xFF, 0x9A)), Here("there"), 0x8E)),
            ("conforming target", 3, () => Gate(conforming, Here("there"), 0xEE)),
            ("inner target", 3, () => Gate(Layout.Code0, Here("there"), 0xEE)),
            ("ring1 target", 3, () => Gate(Layout.Code1, Here("there"), 0xEE)),
            ("null task", 0, () => Gate(0, 0, 0x85)),
            ("local task", 0, () => Gate(0x0C, 0, 0x85)),
            ("data task", 0, () => Gate(Layout.Data0, 0, 0x85)),
            ("busy task", 0, () => Gate(Layout.Tss, 0, 0x85)),
        ])
        {
            Case($"int {name}", () =>
            {
                byte vector = Vector(gate());
                Ring(ring);
                A.mov(edi, vector);
                A.@int(vector);
                A.ud2();
                Local("there");
            }, Field.Edi, Field.Cs, Field.Ss);
        }

        Case("int beyond idt", () =>
        {
            A.lidt(__[Here("idtr")]);
            A.@int(0x30);
            Later(() =>
            {
                Local("idtr");
                A.dw(0x30 * 8 + 6);
                Dword(At("idt"));
            });
        });
    }

    private void GateFrameCases()
    {
        foreach ((string name, byte type) in ((string, byte)[])[("interrupt", 0x8E), ("trap", 0x8F)])
        {
            Case($"int {name} frame", () =>
            {
                byte vector = Vector(Gate(Layout.Code0, Here("there"), type));
                A.push(0x4F97);             // NT, IOPL 0, OF, DF, IF, TF, SF, AF, PF, CF
                A.and(__byte_ptr[esp + 1], 0xFE);       // but not TF
                A.popfd();
                A.@int(vector);
                Local("back");
                End();
                Local("there");
                A.pop(eax);
                A.pop(ebx);
                A.pop(ecx);
                A.pushfd();
                A.pop(edx);
                A.sub(eax, Here("back"));
            }, Field.Eax, Field.Ebx, Field.Ecx, Field.Edx);
        }

        Case("int 16-bit frame", () =>
        {
            ushort code16 = Gdt(Segment(Layout.Image, 0xFFFF, 0x9A, 0));
            byte vector = Vector(Gate(code16, Offset("there"), 0x86));
            A.mov(esi, esp);
            A.@int(vector);
            Local("back");
            Code16("there", a =>
            {
                a.sub(esi, esp);
                a.pop(ax);
                a.pop(bx);
                a.pop(cx);
                a.sub(ax, (short)Here("back"));
                a.@int(unchecked((sbyte)Layout.EndVector));
            });
        }, Field.Esi, Field.Eax, Field.Ebx, Field.Ecx);
        foreach (int ring in (int[])[0, 1, 2])
        {
            Case($"int inward ring{ring}", () =>
            {
                byte vector = Vector(Gate(Layout.Code(ring), Here("there"), 0xEF));
                Ring(3, 0x3202);
                A.@int(vector);
                Local("back");
                A.mov(ebp, ds);
                A.add(ebp, 0x1000);
                End();
                Local("there");
                A.mov(ebx, esp);
                A.mov(ecx, ss);
                A.mov(edx, __dword_ptr[esp + 12]);
                A.mov(esi, __dword_ptr[esp + 16]);
                A.mov(edi, __dword_ptr[esp + 8]);
                A.iretd();
            }, Field.Ebx, Field.Ecx, Field.Edx, Field.Esi, Field.Edi, Field.Ebp, Field.Cs, Field.Ss, Field.Esp);
        }

        Case("int inward 16", () =>
        {
            ushort code16 = Gdt(Segment(Layout.Image, 0xFFFF, 0x9A, 0));
            byte vector = Vector(Gate(code16, Offset("there"), 0xE6));
            Ring(3);
            A.@int(vector);
            Code16("there", a =>
            {
                a.mov(ebx, esp);
                a.pop(eax);
                a.pop(ax);
                a.pop(cx);
                a.pop(dx);
                a.@int(unchecked((sbyte)Layout.EndVector));
            });
        }, Field.Ebx, Field.Ecx, Field.Edx);
        Case("int from nested flags", () =>
        {
            A.push(0x4002);
            A.popfd();
            A.@int3();
        }, Shown.Flags);
    }

    private void FlagCases()
    {
        // POPF and IRET change IOPL at CPL 0 only, IF if CPL ≤ IOPL (SDM vol. 2, POPF and IRET).
        foreach (int ring in (int[])[0, 1, 3])
        {
            foreach (uint iopl in (uint[])[0, 1, 3])
            {
                uint flags = (iopl << 12) | 2;
                foreach ((string name, Action act) in ((string, Action)[])[("cli", A.cli), ("sti", A.sti)])
                {
                    Case($"{name} cpl{ring} iopl{iopl}", () =>
                    {
                        Enter();
                        act();
                    }, Shown.Flags);
                }

                Case($"popfd cpl{ring} iopl{iopl}", () =>
                {
                    Enter();
                    A.push(0x24_7ED7);       // ID, AC, NT, IOPL 3, arithmetic flags, DF, IF
                    A.popfd();
                }, Shown.AllFlags);
                Case($"popfd clear cpl{ring} iopl{iopl}", () =>
                {
                    Enter(0x24_4600);
                    A.push(0x3_0002);        // VM and RF are not POPF's to set
                    A.popfd();
                    A.pushfd();
                    A.pop(ebx);
                }, Shown.Flags, Field.Ebx);
                Case($"popf cpl{ring} iopl{iopl}", () =>
                {
                    Enter(0x24_0000);
                    PushWord(0x7ED7);
                    A.popf();
                }, Shown.AllFlags);
                Case($"iret flags cpl{ring} iopl{iopl}", () =>
                {
                    Enter();
                    A.push(0x24_7ED7);
                    A.push((int)Layout.Code(ring));
                    A.push(Here("there"));
                    A.iretd();
                    Local("there");
                }, Shown.AllFlags);

                void Enter(uint extra = 0)
                {
                    if (ring == 0)
                    {
                        A.push(flags | extra);
                        A.popfd();
                    }
                    else
                    {
                        Ring(ring, flags | extra);
                    }
                }
            }
        }

        Case("pushf", () =>
        {
            A.push(0x24_0202);
            A.popfd();
            A.stc();
            A.pushf();
            A.pop(bx);
            A.pushfd();
            A.pop(ecx);
        }, Field.Ebx, Field.Ecx);
        Case("iretw flags", () =>
        {
            ushort code16 = Gdt(Segment(Layout.Image, 0xFFFF, 0x9A, 0));
            A.push(0x24_0002);
            A.popfd();
            PushWord(0x3246);
            PushWord(code16);
            PushWord(Offset("there"));
            A.db(0x66);
            A.iretd();
            Code16("there", a => a.@int(unchecked((sbyte)Layout.EndVector)));
        }, Shown.AllFlags, Field.Cs, Field.Esp);
    }
}
