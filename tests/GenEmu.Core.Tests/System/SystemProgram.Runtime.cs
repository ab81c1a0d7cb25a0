using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>What is around the cases: the start, the same surroundings for each, tables.</content>
internal sealed partial class SystemProgram
{
    private void Runtime()
    {
        RealModeStart();
        StandardGates();
        Prepare();
        Begin();
        Rings();
        EventEntry();
        Print();
        Inspect();
        PagingSetup();
        Mark("main");
    }

    /// <summary>At E000:0000: copies the ROM to RAM and enters protected mode there.</summary>
    private void RealModeStart()
    {
        A.db(Support.TestCpu.Assemble(16, a =>
        {
            a.cli();
            a.cld();
            a.mov(al, 0xFF);
            a.@out(0x21, al);          // the PICs are not set up
            a.@out(0xA1, al);
            foreach (uint half in (uint[])[0x1_0000, 0])
            {
                a.mov(ax, (short)((Layout.Rom + half) >> 4));
                a.mov(ds, ax);
                a.mov(ax, (short)((Layout.Image + half) >> 4));
                a.mov(es, ax);
                a.xor(si, si);
                a.xor(di, di);
                a.mov(cx, 0x4000);
                a.rep.movsd();
            }

            a.mov(ds, ax);
            a.db(0x66, 0x0F, 0x01, 0x16);          // LGDT with 32 bits of base
            a.dw((ushort)(At("boot") - Layout.Image));
            a.mov(eax, cr0);
            a.or(al, 1);
            a.mov(cr0, eax);
            a.db(0x66, 0xEA);
            a.dd(At("enter"));
            a.dw(Layout.Code0);
        }, 0));
        Mark("boot");
        A.dw(0x17);
        Dword(At("gdt0"));
        Mark("idtr");
        A.dw(0x7FF);
        Dword(At("idt"));
        Mark("enter");
        A.mov(eax, Layout.Data0);
        A.mov(ds, eax);
        A.mov(ss, eax);
        A.jmp(Ref("main"));
    }

    private List<ulong> StandardDescriptors()
    {
        List<ulong> gdt = [0];
        foreach (byte ring in (ReadOnlySpan<byte>)[0, 3, 1, 2])
        {
            gdt.Add(Flat((byte)(0x9B | (ring << 5))));
            gdt.Add(Flat((byte)(0x93 | (ring << 5))));
        }

        return [.. gdt, Segment(At("tss"), 0xFF, 0x89, 0), Segment(At("ldt"), 0x1F, 0x82, 0)];
    }

    private void StandardGates()
    {
        for (int vector = 0; vector < 32; vector++)
        {
            _idt[vector] = Gate(Layout.Code0, At($"vector{vector}"), (byte)(vector is 3 or 4 ? 0xEE : 0x8E));
        }

        _idt[Layout.EndVector] = Gate(Layout.Code0, At($"vector{Layout.EndVector}"), 0xEE);
    }

    /// <summary>Makes the surroundings the same for every case and goes to the next one.</summary>
    private void Prepare()
    {
        Mark("prepare");
        A.mov(eax, 0x11);
        A.mov(cr0, eax);
        A.xor(eax, eax);
        A.mov(cr4, eax);
        A.mov(cr3, eax);
        A.mov(cr2, eax);
        A.mov(dr7, eax);
        A.mov(dr6, eax);
        A.mov(eax, Layout.Data0);
        A.mov(ss, eax);
        A.mov(esp, Layout.Stack0);
        A.mov(ds, eax);
        A.mov(es, eax);
        A.mov(fs, eax);
        A.mov(gs, eax);
        A.push(2);
        A.popfd();
        A.mov(ebx, __dword_ptr[Layout.GdtPointer]);
        A.lgdt(__[ebx]);
        A.mov(ebx, __dword_ptr[ebx + 2]);
        A.lidt(__[At("idtr")]);
        A.mov(esi, At("tss.master"));
        A.mov(edi, At("tss"));
        A.mov(ecx, 0x100 / 4);
        A.rep.movsd();
        A.and(__byte_ptr[ebx + Layout.Tss + 5], 0xFD);
        A.mov(eax, Layout.Tss);
        A.ltr(ax);
        A.mov(eax, Layout.Ldt);
        A.lldt(ax);
        A.mov(__dword_ptr[Layout.RingFlags], 2);
        A.mov(eax, __dword_ptr[Layout.Record]);
        A.jmp(__dword_ptr[eax]);
    }

    /// <summary>CALL begin: the case's record follows the call.</summary>
    private void Begin()
    {
        Mark("begin");
        A.pop(esi);
        A.mov(__dword_ptr[Layout.Record], esi);
        A.mov(edi, __dword_ptr[esi + 4]);
        A.mov(__dword_ptr[Layout.Scratch - 4], edi);
        A.xor(eax, eax);
        A.xor(ecx, ecx);
        A.xor(edx, edx);
        A.xor(ebx, ebx);
        A.xor(ebp, ebp);
        A.xor(esi, esi);
        A.xor(edi, edi);
        A.jmp(__dword_ptr[Layout.Scratch - 4]);
    }

    /// <summary>CALL ringN: returns in ring N with flat segments, registers unchanged.</summary>
    private void Rings()
    {
        for (int ring = 1; ring <= 3; ring++)
        {
            Mark($"ring{ring}");
            A.pop(__dword_ptr[Layout.Scratch - 4]);
            A.mov(__dword_ptr[Layout.Scratch - 8], eax);
            A.mov(eax, Layout.Data3);
            A.mov(ds, eax);
            A.mov(es, eax);
            A.mov(fs, eax);
            A.mov(gs, eax);
            A.mov(eax, __dword_ptr[Layout.Scratch - 8]);
            A.push((int)Layout.Data(ring));
            A.push((int)Layout.Stack(ring));
            A.push(__dword_ptr[Layout.RingFlags]);
            A.push((int)Layout.Code(ring));
            A.push(__dword_ptr[Layout.Scratch - 4]);
            A.iretd();
        }
    }

    /// <summary>What the cases refer to: tables, and the end of the program.</summary>
    private void Tables()
    {
        Mark("finish");
        A.mov(edx, 0x501);
        A.xor(eax, eax);
        A.@out(dx, al);            // isa-debug-exit
        A.cli();
        A.hlt();
        Mark("tss");
        A.db(new byte[0x100]);
        Mark("tss.master");
        A.db(new TaskState { Stacks = true, IoMap = 0x68 }.Wide());
        A.db(new byte[0x100 - 104]);
        Mark("ldt");
        Qwords([0, Flat(0x93), Flat(0x9B), Flat(0xF3)]);
        for (int i = 0; i < _gdts.Count; i++)
        {
            Mark($"gdtr{i}");
            A.dw((ushort)((_gdts[i].Count * 8) - 1));
            Dword(At($"gdt{i}"));
            Mark($"gdt{i}");
            Qwords(_gdts[i]);
        }

        Mark("idt");
        Qwords(_idt);
    }
}
