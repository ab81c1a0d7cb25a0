using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.SystemLevel;

/// <content>Hardware task switches (SDM vol. 3, chapter 7).</content>
internal sealed partial class SystemProgram
{
    private void TaskCases() => Group(SwitchCases, NestedCases, NarrowTaskCases, TaskSelectorCases, NewTaskFaultCases, BackLinkCases);

    /// <summary>A task state behind the case, and its descriptor.</summary>
    private ushort Task(TaskState state, byte access = 0x89, uint limit = 103)
    {
        bool wide = (access & 8) != 0;
        string name = $"task{_unique++}";
        Later(() =>
        {
            Local(name);
            A.db(wide ? state.Wide() : state.Narrow());
        });
        return Gdt(Segment(Here(name), wide ? limit : Math.Min(limit, 43), access, 0));
    }

    private void SwitchCases()
    {
        foreach (bool call in (bool[])[false, true])
        {
            foreach (bool gate in (bool[])[false, true])
            {
                Case($"task {(call ? "call" : "jmp")}{(gate ? " gate" : "")}", () =>
                {
                    ushort tss = Task(new TaskState { Eip = Here("there"), Eflags = 0x3002, Fs = Layout.Data3, Ldt = Layout.Ldt });
                    ushort target = gate ? Gdt(Gate(tss, 0, 0x85)) : tss;
                    A.mov(edx, 0x4444);
                    if (call)
                    {
                        FarCall(target, 0);
                    }
                    else
                    {
                        FarJump(target, 0);
                    }

                    Local("after");
                    A.ud2();
                    Local("there");
                    OldTask();
                    A.movzx(ecx, __word_ptr[Here(FirstTask())]);
                    A.movzx(ebp, __byte_ptr[AccessByte(tss)]);
                }, [.. _oldTask, Field.Ecx, Field.Ebp, Field.Edx, Field.Tr, Field.Ldtr, Field.Cs, Field.Ss, Field.Esp, Field.Ds, Field.Fs, Field.Gs, Shown.Flags, Field.Cr0, Shown.Byte(AccessByte(Layout.Tss))]);
            }
        }

        Case("task int", () =>
        {
            byte vector = Vector(Gate(Task(new TaskState { Eip = Here("there") }), 0, 0xE5));
            Ring(3);
            A.@int(vector);
            Local("after");
            A.ud2();
            Local("there");
            OldTask();
        }, [.. _oldTask, Field.Tr, Field.Esp, Shown.Flags, Shown.Byte(AccessByte(Layout.Tss))]);
        Case("task exception", () =>
        {
            LoadIdt((6, Gate(Task(new TaskState { Eip = Here("there") }), 0, 0x85)));
            Local("after");
            A.ud2();
            Local("there");
            OldTask();
            A.lidt(__[At("idtr")]);
        }, [.. _oldTask, Field.Tr, Field.Esp, Shown.Flags]);
        Case("task exception code", () =>
        {
            LoadIdt((13, Gate(Task(new TaskState { Eip = Here("there") }), 0, 0x85)));
            A.mov(eax, 0xFFF8);
            Local("after");
            A.mov(ds, eax);
            Local("there");
            A.pop(ebx);
            OldTask();
            A.lidt(__[At("idtr")]);
        }, [.. _oldTask, Field.Ebx, Field.Tr, Field.Esp, Shown.Flags]);
        Case("task double fault", () =>
        {
            LoadIdt((8, Gate(Task(new TaskState { Eip = Here("there") }), 0, 0x85)), (13, Gate(0, 0, 0x8E)));
            A.mov(eax, 0xFFF8);
            A.mov(ds, eax);
            Local("there");
            A.pop(ebx);
            A.lidt(__[At("idtr")]);
        }, Field.Ebx, Field.Tr);
        Case("task trap bit", () =>
        {
            FarJump(Task(new TaskState { Eip = Here("there"), Trap = true }), 0);
            Local("there");
            A.nop();
        }, Field.Dr6, Field.Tr);
        Case("task v86", () =>
        {
            FarJump(Task(new TaskState { Eip = Offset("v86"), Eflags = 0x2_0002, Cs = (ushort)(Layout.Image >> 4), Ss = 0xB00, Esp = 0xFF0, Ds = 0x70, Es = 0x71, Fs = 0x72, Gs = 0x73, Ldt = Layout.Ldt }), 0);
            Code16("v86", a => a.int3());
        }, Field.Cs, Field.Ss, Field.Esp, Field.Ds, Field.Es, Field.Fs, Field.Gs, Field.Ldtr, Shown.Flags);
        Case("task int from v86", () =>
        {
            byte vector = Vector(Gate(Task(new TaskState { Eip = Here("there") }), 0, 0xE5));
            EnterV86(3);
            Code16("v86", a => a.@int(unchecked((sbyte)vector)));
            Code32("there", () =>
            {
                A.mov(ebx, __dword_ptr[At("tss") + 36]);
                A.mov(ecx, __dword_ptr[At("tss") + 80]);       // SS
                A.mov(edx, __dword_ptr[At("tss") + 84]);       // DS
                End();
            });
        }, Field.Ebx, Field.Ecx, Field.Edx, Field.Tr, Field.Cs, Field.Ds, Shown.Flags);
        Case("task back to v86", () =>
        {
            byte vector = Vector(Gate(Task(new TaskState { Eip = Here("there") }), 0, 0xE5));
            EnterV86(3);
            Code16("v86", a =>
            {
                a.@int(unchecked((sbyte)vector));
                a.int3();
            });
            Code32("there", A.iretd);
        }, Field.Tr, Field.Cs, Field.Ss, Field.Esp, Field.Ds, Field.Gs, Shown.Flags);
        Case("task jmp step", () =>
        {
            ushort tss = Task(new TaskState { Eip = Here("there"), Eflags = 0x102 });
            FarJump(tss, 0);
            Local("there");
            A.nop();
            A.nop();
        }, Field.Dr6, Field.Tr);
        Case("task cr3", () =>
        {
            A.call(Ref("paging"));
            A.mov(esi, Layout.PageDirectory);
            A.mov(edi, Layout.PaeTable);
            A.mov(ecx, 0x400);
            A.rep.movsd();
            A.mov(__dword_ptr[Layout.PaeTable + 4], 0);
            PagingOn();
            A.mov(ebx, __dword_ptr[0x40_0000]);
            FarJump(Task(new TaskState { Eip = Here("there"), Cr3 = Layout.PaeTable }), 0);
            Local("there");
            A.mov(eax, cr3);
            A.mov(ecx, __dword_ptr[0x40_0000]);
        }, Field.Eax, Field.Cr2);
    }

    private static readonly Shown[] _oldTask = [Field.Eax, Field.Ebx, Field.Esi, Field.Edi];

    private string FirstTask() => $"task{_unique - 1}";

    /// <summary>What the switch saved of the first task: EIP from "after", EFLAGS, and CS and ESP.</summary>
    private void OldTask()
    {
        A.mov(eax, __dword_ptr[At("tss") + 32]);
        A.sub(eax, Here("after"));
        A.mov(ebx, __dword_ptr[At("tss") + 36]);
        A.and(ebx, unchecked((int)~0x1_0000u));        // RF of faults: see exc rf
        A.mov(esi, __dword_ptr[At("tss") + 76]);
        A.mov(edi, __dword_ptr[At("tss") + 56]);
    }

    private void NestedCases()
    {
        Case("task call and back", () =>
        {
            ushort tss = Task(new TaskState { Eip = Here("there") });
            A.mov(esi, 0x5151);
            FarCall(tss, 0);
            A.mov(eax, __dword_ptr[Here(FirstTask()) + 32]);
            A.sub(eax, Here("again"));
            A.mov(ebx, __dword_ptr[Here(FirstTask()) + 36]);
            A.movzx(ecx, __byte_ptr[AccessByte(tss)]);
            A.movzx(edx, __word_ptr[Here(FirstTask())]);
            End();
            Local("there");
            A.mov(esi, 0x6161);
            A.iretd();
            Local("again");
        }, Field.Eax, Field.Ebx, Field.Ecx, Field.Edx, Field.Esi, Field.Esp, Field.Tr, Shown.Flags, Field.Cr0);
        Case("task resumed", () =>
        {
            ushort tss = Task(new TaskState { Eip = Here("there"), Esp = Layout.Stack0 - 0x800 });
            A.mov(ecx, 3);
            Local("once");
            FarCall(tss, 0);
            A.dec(ecx);
            A.jne(Ref(_current + "/once"));
            A.mov(ebx, __dword_ptr[Layout.Scratch]);
            End();
            Local("there");
            A.mov(__dword_ptr[Layout.Scratch], 0x100);
            Local("turn");
            A.inc(__dword_ptr[Layout.Scratch]);
            A.iretd();
            A.jmp(Ref(_current + "/turn"));
        }, Field.Ebx, Field.Tr);
    }

    private void NarrowTaskCases()
    {
        ushort code = Gdt(Segment(Layout.Image, 0xFFFF, 0x9B));
        ushort stack = Gdt(Segment(0, 0xFFFF, 0x93, 0));           // the upper halves of registers are undefined, ESP's too
        foreach (bool call in (bool[])[false, true])
        {
            Case($"task 16 {(call ? "call" : "jmp")}", () =>
            {
                ushort tss = Task(new TaskState { Eip = Offset("there"), Cs = code, Ss = stack, Eflags = 0x3002 }, 0x81);
                if (call)
                {
                    FarCall(tss, 0);
                }
                else
                {
                    FarJump(tss, 0);
                }

                Local("after");
                Local("there");
                A.and(edx, 0xFFFF);
                A.movzx(ebp, sp);
                OldTask();
            }, [.. _oldTask, Field.Edx, Field.Ebp, Field.Tr, Field.Cs, Field.Fs, Field.Gs, Shown.Flags, Shown.Byte(AccessByte(Layout.Tss))]);
        }

        Case("task 16 saves", () =>
        {
            ushort narrow = Task(new TaskState { Eip = Offset("there"), Cs = code, Ss = stack }, 0x81);
            string name = FirstTask();
            FarJump(narrow, 0);
            Local("there");
            A.mov(ecx, 0x12345678);
            FarJump(Task(new TaskState { Eip = Here("then") }), 0);
            Local("then");
            A.movzx(eax, __word_ptr[Here(name) + 14]);
            A.sub(eax, (int)Offset("then"));
            A.movzx(ebx, __word_ptr[Here(name) + 20]);
            A.movzx(edx, __word_ptr[Here(name) + 36]);
        }, Field.Eax, Field.Ebx, Field.Edx, Field.Tr);
    }

    private void TaskSelectorCases()
    {
        ushort good = Gdt(Segment(At("tss"), 103, 0x89, 0));
        foreach ((string name, ushort selector) in ((string, ushort)[])
        [
            ("null", 0), ("local", 0x14), ("beyond", 0xFFF8), ("data", Layout.Data0), ("busy", Layout.Tss), ("absent", Gdt(Segment(At("tss"), 103, 0x09, 0))),
            ("limit", Gdt(Segment(At("tss"), 102, 0x89, 0))), ("limit 16", Gdt(Segment(At("tss"), 42, 0x81, 0))),
        ])
        {
            if (name is not ("null" or "local"))         // no TSS at all
            {
                Case($"task jmp {name}", () => FarJump(selector, 0), Field.Tr, Shown.Byte(AccessByte(Layout.Tss)));
            }

            Case($"task jmp gate {name}", () => FarJump(Gdt(Gate(selector, 0, 0x85)), 0), Field.Tr);
            Case($"task int {name}", () => A.@int(Vector(Gate(selector, 0, 0x85))), Field.Tr);
        }

        Case("task jmp dpl", () =>
        {
            Ring(3);
            FarJump((ushort)(good + 3), 0);
        });
        Case("task jmp rpl", () => FarJump((ushort)(good + 3), 0));
        Case("task gate dpl", () =>
        {
            Ring(3);
            FarCall((ushort)(Gdt(Gate(good, 0, 0x85)) + 3), 0);
        });
        Case("task gate absent", () => FarCall(Gdt(Gate(good, 0, 0x05)), 0));
    }

    private void NewTaskFaultCases()
    {
        ushort absentCode = (ushort)(Gdt(Flat(0x7B)) + 3);
        ushort absentData = (ushort)(Gdt(Flat(0x73)) + 3);
        ushort conforming = (ushort)(Gdt(Flat(0x9F)) + 3);
        ushort absentLdt = Gdt(Segment(At("ldt"), 0xF, 0x02, 0));
        var user = new TaskState { Cs = Layout.Code3, Ss = Layout.Data3, Ds = Layout.Data3, Es = Layout.Data3, Esp = Layout.Stack3 };
        foreach ((string name, TaskState state) in ((string, TaskState)[])
        [
            ("good", user), ("conforming", user with { Cs = conforming }),
            ("ldt local", user with { Ldt = 0x0C }), ("ldt type", user with { Ldt = Layout.Data0 }), ("ldt absent", user with { Ldt = absentLdt }), ("ldt beyond", user with { Ldt = 0xFFF8 }),
            ("cs null", user with { Cs = 3 }), ("cs data", user with { Cs = Layout.Data3 }), ("cs dpl", user with { Cs = Layout.Code0 + 3 }), ("cs absent", user with { Cs = absentCode }), ("cs beyond", user with { Cs = 0xFFFB }),
            ("ss null", user with { Ss = 3 }), ("ss rpl", user with { Ss = Layout.Data3 - 3 }), ("ss dpl", user with { Ss = Layout.Data0 + 3 }), ("ss code", user with { Ss = Layout.Code3 }), ("ss absent", user with { Ss = absentData }), ("ss beyond", user with { Ss = 0xFFFB }),
            ("ds null", user with { Ds = 0 }), ("ds dpl", user with { Ds = Layout.Data0 }), ("ds system", user with { Ds = Layout.Tss }), ("ds absent", user with { Ds = absentData }), ("es beyond", user with { Es = 0xFFFB }), ("gs absent", user with { Gs = absentData }),
        ])
        {
            Case($"new task {name}", () =>
            {
                ushort tss = Task(state with { Eip = Here("there") });
                FarCall(tss, 0);
                A.ud2();
                Local("there");
                A.nop();
            }, Field.Tr, Field.Cs, Field.Ss, Shown.Byte(AccessByte(Layout.Tss)));
        }

        ushort limited = (ushort)(Gdt(Segment(0, 0xFF, 0xFB)) + 3);
        Case("new task eip", () =>
        {
            FarJump(Task(user with { Cs = limited, Eip = Here("there") }), 0);
            Local("there");
        }, Field.Tr, Field.Cs);
        Case("new task int ds", () =>
        {
            byte vector = Vector(Gate(Task(user with { Ds = absentData, Eip = Here("there") }), 0, 0xE5));
            A.@int(vector);
            Local("there");
        }, Field.Tr);
        Case("new task exception ds", () =>
        {
            LoadIdt((6, Gate(Task(user with { Ds = absentData, Eip = Here("there") }), 0, 0x85)));
            A.ud2();
            Local("there");
        }, Field.Tr);
    }

    private void BackLinkCases()
    {
        foreach ((string name, Func<ushort> link) in ((string, Func<ushort>)[])
        [
            ("null", () => 0), ("local", () => 0x14), ("beyond", () => 0xFFF8), ("data", () => Layout.Data0), ("available", () => Task(new TaskState { Eip = Here("there") })),
            ("absent", () => Task(new TaskState { Eip = Here("there") }, 0x0B)), ("limit", () => Task(new TaskState { Eip = Here("there") }, 0x8B, 102)), ("good", () => Task(new TaskState { Eip = Here("there") }, 0x8B)),
        ])
        {
            Case($"iret nt {name}", () =>
            {
                A.mov(__word_ptr[At("tss")], (short)link());
                A.push(0x4002);
                A.popfd();
                A.iretd();
                Local("there");
            }, Field.Tr, Shown.Flags, Shown.Byte(AccessByte(Layout.Tss)));
        }
    }
}
