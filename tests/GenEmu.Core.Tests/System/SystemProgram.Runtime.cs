using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>What is around the cases: start, event entry, printing, tables.</content>
internal sealed partial class SystemProgram
{
    private const string Mnemonics = "DEDBN BPOFBRUDNMDF9 TSNPSSGPPFF MFACMCXMVECP";

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

    private static AssemblerMemoryOperand State(Field field) => __dword_ptr[Layout.State + ((uint)field * 4)];

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

    private void EventEntry()
    {
        foreach (byte vector in Enumerable.Range(0, 32).Append(Layout.EndVector).Select(v => (byte)v))
        {
            Mark($"vector{vector}");
            if (vector is not (8 or (>= 10 and <= 14) or 17))
            {
                A.push(0);
            }

            A.push((uint)vector);
            A.jmp(Ref("event"));
        }

        Mark("event");
        A.push(ds);
        A.push(eax);
        A.mov(eax, Layout.Data0);
        A.mov(ds, eax);
        A.pop(State(Field.Eax));
        A.pop(State(Field.Ds));
        A.pop(State(Field.Vector));
        A.pop(State(Field.Error));
        A.pop(State(Field.Eip));
        A.pop(State(Field.Cs));
        A.pop(State(Field.Eflags));
        A.mov(State(Field.Ecx), ecx);
        A.mov(State(Field.Edx), edx);
        A.mov(State(Field.Ebx), ebx);
        A.mov(State(Field.Ebp), ebp);
        A.mov(State(Field.Esi), esi);
        A.mov(State(Field.Edi), edi);
        A.mov(State(Field.Es), es);
        A.mov(State(Field.Fs), fs);
        A.mov(State(Field.Gs), gs);
        Label same = A.CreateLabel();
        Label inner = A.CreateLabel();
        Label saved = A.CreateLabel();
        A.test(__dword_ptr[Layout.State + ((uint)Field.Eflags * 4)], 0x2_0000);
        A.jne(inner);
        A.test(__byte_ptr[Layout.State + ((uint)Field.Cs * 4)], 3);
        A.je(same);
        A.Label(ref inner);
        A.pop(State(Field.Esp));
        A.pop(State(Field.Ss));
        A.test(__dword_ptr[Layout.State + ((uint)Field.Eflags * 4)], 0x2_0000);
        A.je(saved);
        A.pop(State(Field.Es));
        A.pop(State(Field.Ds));
        A.pop(State(Field.Fs));
        A.pop(State(Field.Gs));
        A.jmp(saved);
        A.Label(ref same);
        A.mov(State(Field.Esp), esp);
        A.mov(State(Field.Ss), ss);
        A.Label(ref saved);
        A.cld();
        A.mov(eax, cr2);
        A.mov(State(Field.Cr2), eax);
        A.mov(eax, cr0);
        A.mov(State(Field.Cr0), eax);
        A.mov(eax, dr6);
        A.mov(State(Field.Dr6), eax);
        A.str(eax);
        A.mov(State(Field.Tr), eax);
        A.sldt(eax);
        A.mov(State(Field.Ldtr), eax);
        A.mov(eax, Layout.Data0);
        A.mov(ss, eax);
        A.mov(esp, Layout.Stack0);
        A.mov(es, eax);
        A.jmp(Ref("report"));
    }

    private void Print()
    {
        Label named = A.CreateLabel();
        Mark("text");              // prints the text at ESI; AL changes
        A.lodsb();
        A.test(al, al);
        A.je(named);
        A.@out(0xE9, al);
        A.jmp(Ref("text"));
        A.Label(ref named);
        A.ret();

        Label skip = A.CreateLabel();
        Label digit = A.CreateLabel();
        Label number = A.CreateLabel();
        Label letter = A.CreateLabel();
        Mark("hex");               // prints a blank and EDX in hex without leading zeros; EAX, ECX change
        A.mov(al, (sbyte)' ');
        A.@out(0xE9, al);
        A.mov(ecx, 8);
        A.Label(ref skip);
        A.rol(edx, 4);
        A.test(dl, 15);
        A.jne(number);
        A.loop(skip);
        A.inc(ecx);
        A.jmp(number);
        A.Label(ref digit);
        A.rol(edx, 4);
        A.Label(ref number);
        A.mov(al, dl);
        A.and(al, 15);
        A.add(al, (sbyte)'0');
        A.cmp(al, (sbyte)'9');
        A.jbe(letter);
        A.add(al, 7);
        A.Label(ref letter);
        A.@out(0xE9, al);
        A.loop(digit);
        A.ret();

        Report();
    }

    private void Report()
    {
        Label ended = A.CreateLabel();
        Label values = A.CreateLabel();
        Label value = A.CreateLabel();
        Label line = A.CreateLabel();
        Label noCode = A.CreateLabel();
        Label near = A.CreateLabel();
        Mark("report");
        A.mov(ebp, __dword_ptr[Layout.Record]);
        A.movzx(ebx, __byte_ptr[ebp + 8]);
        A.lea(esi, __[ebp + (ebx * 8) + 9]);
        A.call(Ref("text"));
        A.mov(al, (sbyte)':');
        A.@out(0xE9, al);
        A.mov(al, (sbyte)' ');
        A.@out(0xE9, al);
        A.mov(ecx, State(Field.Vector));
        A.cmp(cl, unchecked((sbyte)Layout.EndVector));
        A.je(ended);
        A.mov(al, (sbyte)'#');
        A.@out(0xE9, al);
        A.mov(al, __byte_ptr[(ecx * 2) + At("mnemonics")]);
        A.@out(0xE9, al);
        A.mov(al, __byte_ptr[(ecx * 2) + (At("mnemonics") + 1)]);
        A.@out(0xE9, al);
        A.mov(eax, 0x27D00);
        A.bt(eax, ecx);
        A.jae(noCode);
        A.mov(edx, State(Field.Error));
        A.call(Ref("hex"));
        A.Label(ref noCode);
        A.mov(edx, State(Field.Eip));
        A.sub(edx, __dword_ptr[ebp + 4]);
        A.lea(eax, __[edx + Layout.Image]);
        A.cmp(eax, Layout.Image * 2);
        A.jb(near);
        A.mov(edx, State(Field.Eip));          // far from the case's code, so not relative to it
        A.Label(ref near);
        A.call(Ref("hex"));
        A.jmp(values);
        A.Label(ref ended);
        A.mov(esi, At("ok"));
        A.call(Ref("text"));
        A.Label(ref values);
        A.lea(edi, __[ebp + 9]);
        A.Label(ref value);
        A.dec(ebx);
        A.js(line);
        A.mov(eax, __dword_ptr[edi]);
        A.mov(edx, __dword_ptr[eax]);
        A.and(edx, __dword_ptr[edi + 4]);
        A.add(edi, 8);
        A.call(Ref("hex"));
        A.jmp(value);
        A.Label(ref line);
        A.mov(al, 10);
        A.@out(0xE9, al);
        A.jmp(Ref("prepare"));
        Mark("ok");
        Text("ok");
        Mark("mnemonics");
        Text(Mnemonics.PadRight(64));
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
