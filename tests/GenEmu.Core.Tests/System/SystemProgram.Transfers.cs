using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>Far JMP, CALL and RET, call gates (SDM vol. 3, 5.8; vol. 2, the instructions' pages).</content>
internal sealed partial class SystemProgram
{
    private void TransferCases() => Group(DirectTransferCases, SameLevelGateCases, InwardGateCases, InnerStackCases, ReturnCases, OutwardReturnCases);

    private void DirectTransferCases()
    {
        foreach ((string kind, byte type) in ((string, byte)[])[("code", 0x9B), ("conforming", 0x9F)])
        {
            foreach (int cpl in (int[])[0, 1, 3])
            {
                foreach (int dpl in (int[])[0, 1, 3])
                {
                    foreach (int rpl in (int[])[0, 3])
                    {
                        ushort selector = Gdt(Flat((byte)(type | (dpl << 5))));
                        Case($"jmp {kind} cpl{cpl} dpl{dpl} rpl{rpl}", () =>
                        {
                            Ring(cpl);
                            FarJump((ushort)(selector + rpl), Here("there"));
                            A.ud2();
                            Local("there");
                        }, Field.Cs);
                    }
                }
            }
        }

        ushort conforming = Gdt(Flat(0x9E));
        Case("call conforming cpl3", () =>
        {
            Ring(3);
            FarCall((ushort)(conforming + 3), Here("there"));
            A.ud2();
            Local("there");
            A.pop(ebx);
            A.pop(ecx);
            A.sub(ebx, Start);
        }, Field.Cs, Field.Ebx, Field.Ecx, Shown.Byte(AccessByte(conforming)));
        ushort same = Gdt(Flat(0x9A));
        Case("call same and back", () =>
        {
            FarCall(same, Here("there"));
            A.mov(ebx, esp);
            End();
            Local("there");
            A.mov(ecx, esp);
            A.mov(edx, cs);
            A.retf();
        }, Field.Cs, Field.Ebx, Field.Ecx, Field.Edx);
        ushort code16 = Gdt(Segment(Layout.Image, 0xFFFF, 0x9A, 0));
        Case("call 16-bit code", () =>
        {
            FarCall(code16, Offset("there"));
            Code16("there", a =>
            {
                a.pop(ebx);
                a.pop(ecx);
                a.sub(ebx, (int)Start);
                a.@int(unchecked((sbyte)Layout.EndVector));
            });
        }, Field.Cs, Field.Ebx, Field.Ecx);
        BadTargets("jmp", FarJump);
        BadTargets("call", FarCall);
        foreach (bool call in (bool[])[false, true])
        {
            Case(call ? "call m16:32" : "jmp m16:32", () =>
            {
                A.mov(__dword_ptr[Layout.Scratch], Here("there"));
                A.mov(__word_ptr[Layout.Scratch + 4], same);
                A.db(0xFF, (byte)(call ? 0x1D : 0x2D));
                Dword(Layout.Scratch);
                A.ud2();
                Local("there");
            }, Field.Cs, Field.Esp);
        }
    }

    private void BadTargets(string name, Action<ushort, uint> go)
    {
        ushort limited = Gdt(Segment(0, 0xFF, 0x9A));
        foreach ((string what, ushort selector) in ((string, ushort)[])
        [
            ("null", 2), ("beyond gdt", 0xFFF8), ("local", 0x14), ("beyond ldt", 0x27), ("data", Layout.Data0), ("ldt", Layout.Ldt), ("busy tss", Layout.Tss), ("absent", Gdt(Flat(0x1B))),
            ("interrupt gate", Gdt(Gate(Layout.Code0, 0, 0x8E))), ("limit", limited),
        ])
        {
            Case($"{name} {what}", () =>
            {
                go(selector, Here("there"));
                Local("there");
            }, Field.Esp, Shown.Byte(AccessByte(limited)));
        }
    }

    private void SameLevelGateCases()
    {
        ushort code = Gdt(Flat(0x9A));
        foreach (bool call in (bool[])[false, true])
        {
            string verb = call ? "call" : "jmp";
            ushort near = Gdt(Segment(Layout.Image, 0xFFFF, 0x9A));        // within reach of a 16-bit gate's offset
            foreach ((string width, byte type) in ((string, byte)[])[("32", 0x8C), ("16", 0x84)])
            {
                Case($"{verb} gate {width}", () =>
                {
                    A.mov(ecx, esp);
                    Go(Gdt(type == 0x84 ? Gate(near, Offset("there"), type) : Gate(code, Here("there"), type)));
                    Local("there");
                    A.sub(ecx, esp);
                }, Field.Cs, Field.Ecx);
            }

            ushort inner = Gdt(Flat(0x9A));
            ushort outer = Gdt(Flat(0xFA));
            ushort conforming = Gdt(Flat(0x9E));
            foreach ((string what, int ring, ushort gate) in ((string, int, ushort)[])
            [
                ("absent gate", 0, Gdt(Gate(code, 0, 0x0C))),
                ("gate dpl", 3, Gdt(Gate(code, 0, 0x8C))),
                ("gate rpl", 0, (ushort)(Gdt(Gate(code, 0, 0x8C)) + 3)),
                ("null target", 0, Gdt(Gate(3, 0, 0x8C))),
                ("target beyond", 0, Gdt(Gate(0xFFF8, 0, 0x8C))),
                ("target data", 0, Gdt(Gate(Layout.Data0, 0, 0x8C))),
                ("target gate", 0, Gdt(Gate(Layout.Tss, 0, 0x8C))),
                ("target absent", 0, Gdt(Gate(Gdt(Flat(0x1A)), 0, 0x8C))),
                ("target absent inner", 3, (ushort)(Gdt(Gate(Gdt(Flat(0x1A)), 0, 0xEC)) + 3)),
                ("target outer", 0, Gdt(Gate(outer, 0, 0x8C))),
                ("target limit", 0, Gdt(Gate(Gdt(Segment(0, 0xFF, 0x9A)), 0x100, 0x8C))),
            ])
            {
                Case($"{verb} gate {what}", () =>
                {
                    Ring(ring);
                    Go(gate);
                }, Field.Esp);
            }

            Case($"{verb} gate inner cpl3", () =>
            {
                Ring(3);
                Go((ushort)(Gdt(Gate(inner, Here("there"), 0xEC)) + 3));
                A.ud2();
                Local("there");
            }, Field.Cs);
            Case($"{verb} gate conforming cpl3", () =>
            {
                Ring(3);
                Go((ushort)(Gdt(Gate(conforming, Here("there"), 0xEC)) + 3));
                A.ud2();
                Local("there");
            }, Field.Cs, Field.Ss);

            void Go(ushort gate)
            {
                if (call)
                {
                    FarCall(gate, 0xDEADBEEF);
                }
                else
                {
                    FarJump(gate, 0xDEADBEEF);
                }
            }
        }
    }

    private void InwardGateCases()
    {
        foreach (int ring in (int[])[0, 1, 2])
        {
            ushort code = Gdt(Flat((byte)(0x9A | (ring << 5))));
            foreach (int parameters in (int[])[0, 2])
            {
                Case($"call inward ring{ring} {parameters} parameters", () =>
                {
                    Ring(3);
                    A.push(0x1111);
                    A.push(0x2222);
                    FarCall((ushort)(Gdt(Gate(code, Here("there"), 0xEC, parameters)) + 3), 0);
                    Local("there");
                    A.mov(ebx, esp);
                    A.pop(eax);
                    A.sub(eax, Start);
                    A.pop(ecx);
                    if (parameters > 0)
                    {
                        A.pop(esi);
                        A.pop(edi);
                    }

                    A.pop(ebp);
                    A.pop(edx);
                }, Field.Cs, Field.Ss, Field.Ebx, Field.Eax, Field.Ecx, Field.Esi, Field.Edi, Field.Ebp, Field.Edx);
            }
        }

        ushort code0 = Gdt(Flat(0x9A));
        Case("call inward and back", () =>
        {
            Ring(3);
            A.push(0x1111);
            A.push(0x2222);
            A.push(0x3333);
            FarCall((ushort)(Gdt(Gate(code0, Here("there"), 0xEC, 2)) + 3), 0);
            A.mov(ebx, esp);
            A.mov(ecx, ds);
            End();
            Local("there");
            A.mov(esi, cs);
            A.mov(edi, ss);
            A.retf(8);
        }, Field.Cs, Field.Ss, Field.Ebx, Field.Ecx, Field.Esi, Field.Edi);
        Case("call inward 16", () =>
        {
            ushort code16 = Gdt(Segment(Layout.Image, 0xFFFF, 0x9A, 0));
            Ring(3);
            PushWord(0x1111);
            PushWord(0x2222);
            FarCall((ushort)(Gdt(Gate(code16, Offset("there"), 0xE4, 2)) + 3), 0);
            Code16("there", a =>
            {
                a.mov(ebx, esp);
                a.pop(eax);
                a.pop(ecx);
                a.pop(edx);
                a.shr(eax, 16);
                a.@int(unchecked((sbyte)Layout.EndVector));
            });
        }, Field.Cs, Field.Ss, Field.Ebx, Field.Eax, Field.Ecx, Field.Edx);
    }

    /// <summary>The TSS's stack for ring 1 is broken in every way.</summary>
    private void InnerStackCases()
    {
        ushort code = Gdt(Flat(0xBA));
        foreach ((string what, ushort selector) in ((string, ushort)[])
        [
            ("null", 0), ("beyond", 0xFFF9), ("rpl", (ushort)(Layout.Data1 - 1)), ("dpl", (ushort)(Layout.Data3 - 2)), ("code", Layout.Code1),
            ("read-only", (ushort)(Gdt(Flat(0xB1)) + 1)), ("absent", (ushort)(Gdt(Flat(0x33)) + 1)), ("limit", (ushort)(Gdt(Segment(0, Layout.InnerStack1 - 5, 0xB2)) + 1)),
        ])
        {
            Case($"inner stack {what}", () =>
            {
                A.mov(__word_ptr[At("tss") + 16], (short)selector);
                Ring(3);
                FarCall((ushort)(Gdt(Gate(code, Here("there"), 0xEC)) + 3), 0);
                Local("there");
            }, Field.Cs, Field.Esp, Shown.Byte(AccessByte(selector)));
            Case($"inner stack int {what}", () =>
            {
                A.mov(__word_ptr[At("tss") + 16], (short)selector);
                byte vector = Vector(Gate(code, Here("there"), 0xEE));
                Ring(3);
                A.@int(vector);
                Local("there");
            }, Field.Cs, Field.Esp);
        }

        ushort shortTss = Gdt(Segment(At("tss"), 16, 0x89, 0));
        Case("inner stack tss limit", () =>
        {
            A.mov(eax, (int)shortTss);
            A.ltr(ax);
            Ring(3);
            FarCall((ushort)(Gdt(Gate(code, Here("there"), 0xEC)) + 3), 0);
            Local("there");
        }, Field.Tr);
    }

    private void ReturnCases()
    {
        foreach ((string name, ushort selector) in ((string, ushort)[])
        [
            ("same", Gdt(Flat(0x9A))), ("conforming", Gdt(Flat(0x9E))), ("null", 0), ("data", Layout.Data0), ("absent", Gdt(Flat(0x1A))), ("beyond", 0xFFF8), ("dpl", Gdt(Flat(0xFA))),
            ("system", Layout.Tss), ("limit", Gdt(Segment(0, 0xFF, 0x9A))),
        ])
        {
            Case($"retf {name}", () =>
            {
                A.push((int)selector);
                A.push(Here("there"));
                A.retf();
                A.ud2();
                Local("there");
            }, Field.Cs, Field.Esp);
            Case($"iret {name}", () =>
            {
                A.push(0x3246);
                A.push((int)selector);
                A.push(Here("there"));
                A.iretd();
                A.ud2();
                Local("there");
                A.cli();
            }, Field.Cs, Field.Esp, Shown.Flags);
        }

        Case("retf 8", () =>
        {
            A.push(1);
            A.push(2);
            A.push(cs);
            A.push(Here("there"));
            A.retf(8);
            Local("there");
            A.mov(ebx, esp);
        }, Field.Ebx);
        Case("retf inner", () =>
        {
            Ring(3);
            A.push((int)Layout.Code0);
            A.push(Here("there"));
            A.retf();
            Local("there");
        });
        Case("iret inner", () =>
        {
            Ring(3);
            A.pushfd();
            A.push((int)Layout.Code0);
            A.push(Here("there"));
            A.iretd();
            Local("there");
        });
        Case("retf 16", () =>
        {
            ushort code16 = Gdt(Segment(Layout.Image, 0xFFFF, 0x9A, 0));
            PushWord(code16);
            PushWord(Offset("there"));
            A.db(0x66);
            A.retf();
            Code16("there", a => a.@int(unchecked((sbyte)Layout.EndVector)));
        }, Field.Cs, Field.Esp);
    }

    private void OutwardReturnCases()
    {
        ushort conforming = Gdt(Flat(0x9E));
        foreach ((string name, ushort code, ushort stack) in ((string, ushort, ushort)[])
        [
            ("good", Layout.Code3, Layout.Data3), ("ring1", Layout.Code1, Layout.Data1), ("conforming", (ushort)(conforming + 3), Layout.Data3), ("dpl", (ushort)(Layout.Code0 + 3), Layout.Data3),
            ("cs absent", (ushort)(Gdt(Flat(0x7A)) + 3), Layout.Data3), ("ss null", Layout.Code3, 3), ("ss rpl", Layout.Code3, (ushort)(Layout.Data3 - 3)), ("ss dpl", Layout.Code3, (ushort)(Layout.Data0 + 3)),
            ("ss code", Layout.Code3, Layout.Code3), ("ss read-only", Layout.Code3, (ushort)(Gdt(Flat(0xF1)) + 3)), ("ss absent", Layout.Code3, (ushort)(Gdt(Flat(0x73)) + 3)), ("ss beyond", Layout.Code3, 0xFFFB),
            ("limit", (ushort)(Gdt(Segment(0, 0xFF, 0xFA)) + 3), Layout.Data3),
        ])
        {
            foreach (bool iret in (bool[])[false, true])
            {
                Case($"{(iret ? "iret" : "retf 8")} outward {name}", () =>
                {
                    Load(es, Layout.Data3);
                    Load(fs, conforming);
                    Load(gs, 3);
                    A.push((int)stack);
                    A.push(Layout.Stack3 - 0x10);
                    if (iret)
                    {
                        A.push(2);
                    }
                    else
                    {
                        A.push(0x2222);
                        A.push(0x1111);
                    }

                    A.push((int)code);
                    A.push(Here("there"));
                    if (iret)
                    {
                        A.iretd();
                    }
                    else
                    {
                        A.retf(8);
                    }

                    A.ud2();
                    Local("there");
                }, Field.Cs, Field.Ss, Field.Esp, Field.Ds, Field.Es, Field.Fs, Field.Gs);
            }
        }
    }
}
