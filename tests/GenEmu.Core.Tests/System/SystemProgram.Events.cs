using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>The event that ends a case: saving what it left, and printing the case's line.</content>
internal sealed partial class SystemProgram
{
    private const string Mnemonics = "DEDBN BPOFBRUDNMDF9 TSNPSSGPPFF MFACMCXMVECP";

    private static AssemblerMemoryOperand State(Field field) => __dword_ptr[Layout.State + ((uint)field * 4)];

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
}
