using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>Descriptors seen by LAR, LSL, VERR and VERW, and loads of segment registers (SDM vol. 3, 5.4 to 5.10; vol. 2, the instructions' pages).</content>
internal sealed partial class SystemProgram
{
    private static readonly byte[] _interestingTypes = [0x10, 0x12, 0x14, 0x16, 0x18, 0x1A, 0x1C, 0x1E, 0x02, 0x09, 0x0C];

    private void SegmentCases() => Group(InspectCases, LoadCases, PrivilegeLoadCases, NullCases, PointerLoadCases, SystemSegmentCases);

    /// <summary>Shifts into EBX whether LAR, LSL, VERR and VERW take the selector in ECX.</summary>
    private void Inspect()
    {
        Mark("inspect");
        A.lar(edx, ecx);
        Shift();
        A.lsl(edx, ecx);
        Shift();
        A.verr(cx);
        Shift();
        A.verw(cx);
        Shift();
        A.ret();

        void Shift()
        {
            A.setz(al);
            A.shl(ebx, 1);
            A.or(bl, al);
        }
    }

    private void InspectCases()
    {
        for (byte type = 0; type < 32; type++)
        {
            ushort dpl0 = Gdt(Segment(0x1234, 0x5678, (byte)(0x80 | type)));
            ushort dpl3 = Gdt(Segment(0x1234, 0x5678, (byte)(0x60 | type)));       // not present: these instructions do not ask
            Case($"inspect {type:X2}", () =>
            {
                Four();
                Ring(3);
                Four();
            }, Field.Ebx);

            void Four()
            {
                foreach (int selector in (int[])[dpl0, dpl0 + 3, dpl3, dpl3 + 3])
                {
                    A.mov(ecx, selector);
                    A.call(Ref("inspect"));
                }
            }
        }

        ushort data = Gdt(Segment(0x12345678, 0xABCDE, 0x92, 13));
        Case("lar value", () =>
        {
            A.mov(ecx, data);
            A.lar(eax, ecx);
            A.and(eax, 0xF0_FF00);         // bits 19:16 are undefined
            A.lar(dx, cx);
            A.lsl(ebx, ecx);
            A.lsl(si, cx);
        }, Field.Eax, Field.Edx, Field.Ebx, Field.Esi);
        foreach ((string name, int selector) in ((string, int)[])[("null", 3), ("beyond gdt", 0xFFF8), ("ldt", 0x0C), ("beyond ldt", 0x24)])
        {
            Case($"inspect {name}", () =>
            {
                A.mov(ecx, selector);
                A.call(Ref("inspect"));
            }, Field.Ebx);
        }
    }

    private void LoadCases()
    {
        foreach (AssemblerRegisterSegment segment in (AssemblerRegisterSegment[])[ds, ss])
        {
            foreach (byte type in _interestingTypes)
            {
                foreach (byte present in (byte[])[0x80, 0])
                {
                    var access = (byte)(type | present);
                    ushort selector = Gdt((type & 0x1C) == 0x14 ? Segment(0, 0, access) : Flat(access));
                    Case($"mov {segment.Value} {access:X2}".ToLowerInvariant(), () => Load(segment, selector), Shown.Byte(AccessByte(selector)));
                }
            }
        }
    }

    private void PrivilegeLoadCases()
    {
        foreach ((string kind, AssemblerRegisterSegment segment, byte type) in ((string, AssemblerRegisterSegment, byte)[])
            [("ds data", ds, 0x93), ("es code", es, 0x9B), ("fs conforming", fs, 0x9F), ("ss data", ss, 0x93)])
        {
            foreach (int cpl in (int[])[0, 1, 3])
            {
                foreach (int dpl in (int[])[0, 1, 3])
                {
                    foreach (int rpl in (int[])[0, 1, 3])
                    {
                        ushort selector = Gdt(Flat((byte)(type | (dpl << 5))));
                        Case($"{kind} cpl{cpl} dpl{dpl} rpl{rpl}", () =>
                        {
                            Ring(cpl);
                            Load(segment, selector + rpl);
                        });
                    }
                }
            }
        }
    }

    private void Load(AssemblerRegisterSegment segment, int selector)
    {
        A.mov(eax, selector);
        A.mov(segment, eax);
    }

    private void NullCases()
    {
        foreach (AssemblerRegisterSegment segment in (AssemblerRegisterSegment[])[ds, es, fs, gs, ss])
        {
            Case($"null {segment.Value}".ToLowerInvariant(), () => Load(segment, 2), Field.Ds, Field.Es, Field.Fs, Field.Gs);
        }

        Case("null ss cpl3", () =>
        {
            Ring(3);
            Load(ss, 3);
        });
        Case("mov ds beyond gdt", () => Load(ds, 0xFFF8));
        Case("mov ds beyond ldt", () => Load(ds, 0x27));
        Case("mov ds from ldt", () => Load(ds, 0x0C), Field.Ds);
        Case("mov ds without ldt", () =>
        {
            A.xor(eax, eax);
            A.lldt(ax);
            Load(ds, 0x0C);
        });
        Case("mov cs", () => A.db(0x8E, 0xC8));
        Case("mov segment 6", () => A.db(0x8E, 0xF0));
    }

    private void PointerLoadCases()
    {
        ushort absent = Gdt(Flat(0x13));
        foreach ((string name, int selector) in ((string, int)[])[("good", Layout.Data3), ("null", 0), ("absent", absent), ("beyond gdt", 0xFFF8)])
        {
            Case($"les {name}", () =>
            {
                Pointer(selector);
                A.les(ebx, __fword_ptr[Layout.Scratch]);
            }, Field.Ebx, Field.Es);
            Case($"lss {name}", () =>
            {
                Pointer(selector);
                A.lss(ebx, __fword_ptr[Layout.Scratch]);
            }, Field.Ebx);
            Case($"pop ds {name}", () =>
            {
                A.push(selector);
                A.pop(ds);
            }, Field.Ds, Field.Esp);
            Case($"pop ss {name}", () =>
            {
                A.push(selector);
                A.pop(ss);
            }, Field.Esp);
        }

        Case("push segment", () =>
        {
            A.push(fs);
            A.mov(eax, esp);
            A.mov(bx, __word_ptr[esp]);            // the upper half is written or not
        }, Field.Eax, Field.Ebx);

        void Pointer(int selector)
        {
            A.mov(__dword_ptr[Layout.Scratch], 0x12345678);
            A.mov(__dword_ptr[Layout.Scratch + 4], selector);
        }
    }

    private void SystemSegmentCases()
    {
        ushort ldt = Gdt(Segment(At("ldt"), 0xF, 0x82, 0));
        ushort absentLdt = Gdt(Segment(At("ldt"), 0xF, 0x02, 0));
        ushort tss = Gdt(Segment(At("tss"), 0x67, 0x89, 0));
        ushort busy = Gdt(Segment(At("tss"), 0x67, 0x8B, 0));
        ushort absentTss = Gdt(Segment(At("tss"), 0x67, 0x09, 0));
        ushort narrow = Gdt(Segment(At("tss"), 0x2B, 0x81, 0));
        foreach ((string name, int selector) in ((string, int)[])
            [("good", ldt), ("null", 0), ("absent", absentLdt), ("tss", tss), ("data", Layout.Data0), ("local", 0x0C), ("beyond", 0xFFF8)])
        {
            Case($"lldt {name}", () =>
            {
                A.mov(eax, selector);
                A.lldt(ax);
            }, Field.Ldtr);
        }

        foreach ((string name, int selector) in ((string, int)[])
            [("good", tss), ("16-bit", narrow), ("null", 0), ("absent", absentTss), ("busy", busy), ("ldt", ldt), ("local", 0x0C), ("beyond", 0xFFF8)])
        {
            Case($"ltr {name}", () =>
            {
                A.mov(eax, selector);
                A.ltr(ax);
            }, Field.Tr, Shown.Byte(AccessByte((ushort)selector)));
        }

        Case("sldt str cpl3", () =>
        {
            Ring(3);
            A.mov(eax, -1);
            A.sldt(eax);
            A.str(ebx);
        }, Field.Eax, Field.Ebx);
    }
}
