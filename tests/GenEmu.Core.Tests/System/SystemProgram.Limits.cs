using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>Limits and rights at the access itself, stacks of both widths (SDM vol. 3, 5.3 and 5.5; vol. 1, 6.2).</content>
internal sealed partial class SystemProgram
{
    private void LimitCases() => Group(DataLimitCases, RightsCases, CodeLimitCases, StackCases);

    private void DataLimitCases()
    {
        foreach ((string name, ulong descriptor, (uint Offset, int Size)[] reads) in ((string, ulong, (uint, int)[])[])
        [
            ("bytes", Segment(0x700, 0xF, 0x93), [(0xF, 1), (0x10, 1), (0xE, 2), (0xF, 2), (0xC, 4), (0xD, 4)]),
            ("pages", Segment(0, 1, 0x93, 12), [(0x1FFF, 1), (0x2000, 1), (0x1FFD, 4)]),
            ("down", Segment(0, 0xFFF, 0x97), [(0xFFF, 1), (0x1000, 1), (0x1000, 4), (0xFFFF, 1), (0x1_0000, 4)]),
            ("down 64k", Segment(0, 0xFFF, 0x97, 0), [(0xFFF, 1), (0x1000, 1), (0xFFFF, 1), (0xFFFD, 4), (0x1_0000, 1)]),
        ])
        {
            ushort selector = Gdt(descriptor);
            foreach ((uint offset, int size) in reads)
            {
                Case($"limit {name} {offset:X} {size}", () =>
                {
                    Load(fs, selector);
                    switch (size)
                    {
                        case 1:
                            A.mov(al, __byte_ptr.fs[offset]);
                            break;
                        case 2:
                            A.mov(ax, __word_ptr.fs[offset]);
                            break;
                        default:
                            A.mov(eax, __dword_ptr.fs[offset]);
                            break;
                    }
                });
            }
        }
    }

    private void RightsCases()
    {
        ushort readOnly = Gdt(Flat(0x91));
        ushort executeOnly = Gdt(Flat(0x99));
        Case("limit write read-only", () =>
        {
            Load(gs, readOnly);
            A.mov(__byte_ptr.gs[Layout.Scratch], al);
        });
        Case("limit modify read-only", () =>
        {
            Load(gs, readOnly);
            A.add(__byte_ptr.gs[Layout.Scratch], 0);
        });
        Case("limit write code", () => A.mov(__byte_ptr.cs[Layout.Scratch], al));
        Case("limit read code", () => A.mov(al, __byte_ptr.cs[Layout.Scratch]));
        Case("limit read execute-only", () =>
        {
            FarJump(executeOnly, Here("inside"));
            Local("inside");
            A.mov(al, __byte_ptr.cs[Layout.Scratch]);
        });
        Case("limit null read", () =>
        {
            Load(es, 0);
            A.mov(al, __byte_ptr.es[Layout.Scratch]);
        });
        Case("limit null write", () =>
        {
            Load(ds, 3);
            A.mov(__byte_ptr[Layout.Scratch], al);
        });
    }

    private void CodeLimitCases()
    {
        ushort small = Gdt(Segment(0, Layout.Image + Layout.ImageSize - 1, 0x9B));
        ushort tight = Gdt(Segment(0, At("limit run off/start") + 0x40, 0x9B));
        Case("limit jmp near", () =>
        {
            FarJump(small, Here("inside"));
            Local("inside");
            A.mov(eax, 0x3_0000);
            A.jmp(eax);
        });
        Case("limit call near", () =>
        {
            FarJump(small, Here("inside"));
            Local("inside");
            A.mov(eax, 0x3_0000);
            A.call(eax);
        }, Field.Esp);
        Case("limit ret near", () =>
        {
            FarJump(small, Here("inside"));
            Local("inside");
            A.push(0x3_0000);
            A.ret();
        }, Field.Esp);
        Case("limit run off", () =>
        {
            FarJump(tight, Here("inside"));
            A.nop();
            Local("inside");
            for (int i = 0; i < 0x40; i++)
            {
                A.nop();
            }
        });
    }

    private void StackCases()
    {
        ushort narrow = Gdt(Segment(0, 0xFFFF, 0x93, 0));
        ushort limited = Gdt(Segment(0, Layout.Stack0 + 7, 0x93));
        ushort down = Gdt(Segment(0, Layout.Stack3 - 9, 0xF7));
        Case("stack 16 push", () =>
        {
            Load(ss, narrow);
            A.mov(esp, 0x1234_8000);
            A.push(0x1122_3344);
            A.mov(ebx, esp);
            A.pop(ecx);
            PushWord(0x5566);
            A.mov(edx, esp);
        }, Field.Ebx, Field.Ecx, Field.Edx);
        Case("stack 16 wrap", () =>
        {
            Load(ss, narrow);
            A.mov(esp, 0x1234_0000);
            A.push(0x1122_3344);
            A.mov(ebx, esp);
            A.mov(ecx, __dword_ptr[0xFFFC]);
            A.mov(esp, Layout.Stack0);
        }, Field.Ebx, Field.Ecx);
        Case("stack 16 enter", () =>
        {
            Load(ss, narrow);
            A.mov(esp, 0x1234_8000);
            A.mov(ebp, 0x5678_7000);
            A.enter(0x10, 0);
            A.mov(ebx, esp);
            A.mov(ecx, ebp);
            A.leave();
            A.mov(edx, esp);
        }, Field.Ebx, Field.Ecx, Field.Edx, Field.Ebp);
        Case("stack 32 pushad", () =>
        {
            A.mov(eax, 0xA);
            A.mov(edi, 0xD);
            A.pushad();
            A.mov(ebx, esp);
            A.pop(ecx);
            A.add(esp, 8);
            A.pop(edx);
        }, Field.Ebx, Field.Ecx, Field.Edx);
        Case("limit stack pop", () =>
        {
            Load(ss, limited);
            A.mov(esp, Layout.Stack0 + 5);
            A.pop(eax);
        });
        Case("limit stack bp", () =>
        {
            Load(ss, limited);
            A.mov(ebp, Layout.Stack0 + 5);
            A.mov(eax, __dword_ptr[ebp]);
        });
        Case("limit stack push down", () =>
        {
            Ring(3);
            Load(ss, down + 3);
            A.push(1);
            A.push(2);
            A.push(3);
        }, Field.Esp);
        EnterCases();
    }

    private void EnterCases()
    {
        foreach (int level in (int[])[0, 1, 2, 3])
        {
            Case($"enter {level}", () =>
            {
                A.mov(ebp, Layout.Stack0 - 0x100);
                A.mov(__dword_ptr[Layout.Stack0 - 0x104], 0xAAAA);
                A.mov(__dword_ptr[Layout.Stack0 - 0x108], 0xBBBB);
                A.enter(8, (sbyte)level);
                A.mov(ebx, esp);
                A.mov(ecx, __dword_ptr[ebp]);
                A.mov(edx, __dword_ptr[ebp - 4]);
                A.mov(esi, __dword_ptr[ebp - 8]);
                A.mov(edi, __dword_ptr[ebp - 12]);
            }, level switch
            {
                0 => [Field.Ebx, Field.Ebp, Field.Ecx],
                1 => [Field.Ebx, Field.Ebp, Field.Ecx, Field.Edx],
                2 => [Field.Ebx, Field.Ebp, Field.Ecx, Field.Edx, Field.Esi],
                _ => [Field.Ebx, Field.Ebp, Field.Ecx, Field.Edx, Field.Esi, Field.Edi],
            });
        }

        Case("enter 16", () =>
        {
            A.mov(ebp, 0x1234_7F00);
            A.db(0x66);
            A.enter(8, 0);
            A.mov(ebx, esp);
        }, Field.Ebx, Field.Ebp);
    }
}
