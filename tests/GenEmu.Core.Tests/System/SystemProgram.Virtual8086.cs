using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>Virtual-8086 mode (SDM vol. 3, chapter 20), real mode with big segments, and A20.</content>
internal sealed partial class SystemProgram
{
    private void Virtual8086Cases() => Group(V86InstructionCases, V86FrameCases, V86HandlerCases, RealModeCases);

    private void V86InstructionCases()
    {
        V86("entry", 0, a =>
        {
            a.mov(ax, cs);
            a.mov(bx, ss);
            a.mov(cx, ds);
            a.mov(dx, es);
            a.mov(si, fs);
            a.mov(di, gs);
        }, Field.Eax, Field.Ebx, Field.Ecx, Field.Edx, Field.Esi, Field.Edi, Field.Cs, Field.Ss, Field.Esp, Field.Ds, Field.Es, Field.Fs, Field.Gs, Shown.Flags);
        V86("memory", 0, a =>
        {
            a.mov(__dword_ptr[0x123], 0x11223344);
            a.mov(ax, 0x70);
            a.mov(ds, ax);
            a.mov(eax, __dword_ptr[0x23]);
        }, Field.Eax);
        foreach (uint iopl in (uint[])[0, 3])
        {
            foreach ((string name, Action<Assembler> act) in ((string, Action<Assembler>)[])
            [
                ("cli", a => a.cli()), ("sti", a => a.sti()), ("pushf", a => { a.pushf(); a.pop(bx); }), ("pushfd", a => { a.pushfd(); a.pop(ebx); }),
                ("popf", a => { a.push(0x7297); a.popf(); }), ("int", a => a.@int(0x2F)), ("iret", a => { a.push(0x7202); a.push(cs); a.push(Offset("v86") + 8); a.iret(); }),
            ])
            {
                V86($"{name} iopl{iopl}", iopl, act, Field.Ebx, Field.Esp, Shown.Flags);
            }
        }

        foreach ((string name, Action<Assembler> act) in ((string, Action<Assembler>)[])
        [
            ("int3", a => a.int3()), ("hlt", a => a.hlt()), ("lgdt", a => a.lgdt(__[0])), ("mov cr0", a => a.mov(eax, cr0)), ("clts", a => a.clts()), ("smsw", a => a.smsw(bx)),
            ("sldt", a => a.sldt(ax)), ("str", a => a.str(ax)), ("lldt", a => a.lldt(ax)), ("lar", a => a.lar(ax, ax)), ("verr", a => a.verr(ax)), ("arpl", a => a.arpl(ax, ax)), ("limit", a => a.mov(al, __byte_ptr[ebp])), ("ud2", a => a.ud2()),
        ])
        {
            V86(name, 3, act, Field.Ebx, Field.Cs);
        }
    }

    private void V86(string name, uint iopl, Action<Assembler> code, params Shown[] shown) => Case($"v86 {name}", () =>
    {
        EnterV86(iopl);
        Code16("v86", a =>
        {
            code(a);
            a.int3();              // no IOPL check, unlike INT 81h
        });
    }, shown);

    /// <summary>IRET to the case's V86 code.</summary>
    private void EnterV86(uint iopl)
    {
        A.mov(ebp, 0x1_0000);
        foreach (int segment in (int[])[0x55, 0x66, 0x60, 0x77])         // GS, FS, DS, ES
        {
            A.push(segment);
        }

        A.push(0xB00);              // SS
        A.push(0xFF0);
        A.push(0x2_0002 | (iopl << 12));
        A.push((int)(Layout.Image >> 4));
        A.push((uint)Offset("v86"));
        A.iretd();
    }

    private void V86FrameCases()
    {
        Case("v86 frame", () =>
        {
            byte vector = Vector(Gate(Layout.Code0, Here("there"), 0xEE));
            EnterV86(3);
            Code16("v86", a => a.@int(unchecked((sbyte)vector)));
            Code32("there", () =>
            {
                A.mov(eax, esp);
                A.mov(ebx, ds);
                A.mov(ecx, gs);
                A.mov(edx, __dword_ptr.ss[esp + 8]);
                A.mov(esi, __dword_ptr.ss[esp + 32]);
                A.mov(edi, __dword_ptr.ss[esp + 20]);
                A.pushfd();
                A.pop(ebp);
                End();
            });
        }, Field.Eax, Field.Ebx, Field.Ecx, Field.Edx, Field.Esi, Field.Edi, Field.Ebp);
        Case("v86 there and back", () =>
        {
            byte vector = Vector(Gate(Layout.Code0, Here("there"), 0xEE));
            EnterV86(3);
            Code16("v86", a =>
            {
                a.@int(unchecked((sbyte)vector));
                a.mov(bx, ds);
                a.mov(cx, ss);
                a.int3();
            });
            Code32("there", A.iretd);
        }, Field.Ebx, Field.Ecx, Field.Esp);
        Case("iret vm cpl3", () =>
        {
            Ring(3);
            A.push(0x2_0002);
            A.push((int)Layout.Code3);
            A.push(Here("there"));
            A.iretd();
            Local("there");
        }, Shown.Flags);
        Case("iret v86 limit", () =>
        {
            for (int i = 0; i < 6; i++)
            {
                A.push(0);
            }

            A.push(0x2_0002);
            A.push(0);
            A.push(0x1_0000);
            A.iretd();
        }, Field.Esp);
    }

    private void V86HandlerCases()
    {
        foreach ((string name, ushort code) in ((string, ushort)[])[("conforming", Gdt(Flat(0x9E))), ("ring1", Layout.Code1), ("ring3", Layout.Code3)])
        {
            Case($"v86 handler {name}", () =>
            {
                byte vector = Vector(Gate(code, 0, 0xEE));
                EnterV86(3);
                Code16("v86", a => a.@int(unchecked((sbyte)vector)));
            });
        }
    }

    private void RealModeCases()
    {
        // A segment register keeps its limit when PE is cleared (SDM vol. 3, 9.9.2 warns of it).
        Case("unreal", () =>
        {
            ushort code16 = Gdt(Segment(Layout.Image, 0xFFFF, 0x9B, 0));
            A.mov(__dword_ptr[0x30_0000], 0x55AA1234);
            FarJump(code16, Offset("real"));
            Code16("real", a =>
            {
                a.mov(eax, cr0);
                a.and(al, 0xFE);
                a.mov(cr0, eax);
                a.db(0xEA);
                a.dw((ushort)(Offset("real") + 13), (ushort)(Layout.Image >> 4));
                a.mov(ax, 0x10);
                a.mov(ds, ax);
                a.mov(esi, 0x30_0000 - 0x100);
                a.mov(ebx, __dword_ptr[esi]);
                a.smsw(cx);
                a.mov(dx, cs);
                a.mov(eax, cr0);
                a.or(al, 1);
                a.mov(cr0, eax);
                a.db(0x66, 0xEA);
                a.dd(Here("back"));
                a.dw(Layout.Code0);
            });
            Code32("back", () =>
            {
                A.mov(eax, Layout.Data0);
                A.mov(ds, eax);
                A.mov(ss, eax);
                End();
            });
        }, Field.Ebx, Field.Ecx, Field.Edx);
        Case("a20", () =>
        {
            A.mov(__dword_ptr[0x30_0700], 0x3333);
            A.mov(__dword_ptr[0x20_0700], 0x2222);
            A.mov(al, 0);
            A.@out(0x92, al);
            A.mov(ebx, __dword_ptr[0x30_0700]);
            A.mov(__dword_ptr[0x30_0700], 0x4444);
            A.mov(al, 2);
            A.@out(0x92, al);
            A.mov(ecx, __dword_ptr[0x30_0700]);
            A.mov(edx, __dword_ptr[0x20_0700]);
        }, Field.Ebx, Field.Ecx, Field.Edx);
    }
}
