using GenEmu.Core.Tests.Support;
using GenEmu.Core.Tests.SystemLevel;

namespace GenEmu.Core.Tests.Paths;

/// <summary>Memory and registers of a case before it starts.</summary>
internal sealed class PathWorld
{
    /// <summary>How much memory there is, and is mapped.</summary>
    public const uint Pages = (PathLayout.Absent / PathLayout.PageSize) + 1;

    /// <summary>RAM, and what devices in its place hold.</summary>
    public byte[] Memory { get; } = new byte[(int)(Pages * PathLayout.PageSize)];

    public List<Action<VcpuRegisters>> Registers { get; } = [];

    public PathWorld(PathCase test, Paging paging)
    {
        Array.Fill(Memory, (byte)0xF4, (int)PathLayout.At(Structure.Handlers), (int)PathLayout.PageSize);
        for (uint at = PathLayout.At(Structure.Data); at < PathLayout.At(Structure.Idt); at++)
        {
            Memory[at] = (byte)(at * 7);
        }

        FillDescriptors();
        FillInterrupts(test.Mode == PathMode.Real);
        FillTasks();
        FillPageTables(paging);
        test.Prepare?.Invoke(this);
    }

    public void Number(uint at, ulong value, int size) => BitConverter.GetBytes(value).AsSpan(0, size).CopyTo(Memory.AsSpan((int)at));

    public void Dwords(uint at, params uint[] values)
    {
        foreach (uint value in values)
        {
            Number(at, value, 4);
            at += 4;
        }
    }

    public void Words(uint at, params ushort[] values)
    {
        foreach (ushort value in values)
        {
            Number(at, value, 2);
            at += 2;
        }
    }

    /// <summary>Sets registers after the mode's own.</summary>
    public void Set(Action<VcpuRegisters> registers) => Registers.Add(registers);

    /// <summary>Puts items on top of the stack: the first is popped first.</summary>
    public void OnStack(params uint[] items)
    {
        uint at = PathLayout.At(Structure.StackEnd) - 6;          // the second lies in two pages
        Dwords(at, items);
        Set(r => r.Rsp = at);
    }

    public void OnRealStack(params ushort[] items)
    {
        uint at = PathLayout.At(Structure.StackEnd) - 3;
        Words(at, items);
        Set(r => r.Rsp = at - PathLayout.First);
    }

    public void Descriptor(int index, ulong raw) => Number(PathLayout.Gdt + (uint)(index * 8), raw, 8);

    public void Gate(int vector, byte access, ushort selector = PathLayout.KernelCode)
    {
        uint offset = PathLayout.Handler(vector);
        Number(PathLayout.Idt + (uint)(vector * 8), (offset & 0xFFFF) | ((ulong)selector << 16) | ((ulong)access << 40) | ((ulong)(offset >> 16) << 48), 8);
    }

    private static ulong Raw(uint @base, uint limit, ushort access)
        => (limit & 0xFFFF) | ((ulong)(@base & 0xFF_FFFF) << 16) | ((ulong)access << 40) | ((ulong)(limit & 0xF_0000) << 32) | ((ulong)(@base >> 24) << 56);

    private void FillDescriptors()
    {
        // No segment is marked accessed, so every load writes to the table.
        Descriptor(1, Raw(0, 0xFFFFF, 0xC09A));
        Descriptor(2, Raw(0, 0xFFFFF, 0xC092));
        Descriptor(3, Raw(0, 0xFFFFF, 0xC0FA));
        Descriptor(4, Raw(0, 0xFFFFF, 0xC0F2));
        Descriptor(5, Raw(PathLayout.TaskState, 0xFF, 0x008B));
        Descriptor(6, Raw(PathLayout.OtherTaskState, 0x67, 0x0089));
        Descriptor(7, Raw(PathLayout.Ldt, 0xFF, 0x0082));
        Descriptor(8, (PathLayout.Handler(0x3F) & 0xFFFF) | ((ulong)PathLayout.KernelCode << 16) | (2UL << 32) | 0xEC00_0000_0000 | ((ulong)(PathLayout.Handler(0x3F) >> 16) << 48));
        Descriptor(9, ((ulong)PathLayout.OtherTask << 16) | 0xE500_0000_0000);
        Descriptor(10, Raw(PathLayout.OtherTaskState, 0x2B, 0x0081));
        Descriptor(12, Raw(0, 0xFFFFF, 0xC0F2));
        Descriptor(13, Raw(0, 0xFFFFF, 0xC072));
        Number(PathLayout.Ldt, Raw(0, 0xFFFFF, 0xC092), 8);
        Number(PathLayout.Ldt + 8, Raw(0x10, 0xFFFFF, 0xC0F2), 8);
    }

    private void FillInterrupts(bool real)
    {
        for (int vector = 0; vector < PathLayout.Vectors; vector++)
        {
            if (real)
            {
                uint offset = PathLayout.Handler(vector) - PathLayout.First;
                Words(PathLayout.Idt + (uint)(vector * 4), (ushort)offset, (ushort)(PathLayout.First >> 4));
            }
            else
            {
                Gate(vector, 0xEE);
            }
        }

        if (!real)
        {
            Gate(PathLayout.TrapGate, 0xEF);
            Gate(PathLayout.TaskGateVector, 0xE5, PathLayout.OtherTask);
            Gate(PathLayout.AbsentGate, 0x6E);
        }
    }

    private void FillTasks()
    {
        Dwords(PathLayout.TaskState + 4, PathLayout.InnerStack, PathLayout.KernelData);
        Number(PathLayout.TaskState + 102, 104, 2);
        var task = new TaskState
        {
            Eip = PathLayout.Handler(0x3E),
            Cs = PathLayout.KernelCode,
            Ss = PathLayout.KernelData,
            Ds = PathLayout.Crossing,
            Es = 4,                          // in the LDT
            Fs = 4 + 8,
            Gs = PathLayout.KernelData,
            Ldt = PathLayout.LocalTable,
            Esp = PathLayout.InnerStack,
            Cr3 = PathLayout.At(Structure.PageDirectory),
        };
        task.Wide().CopyTo(Memory, PathLayout.OtherTaskState);
    }

    private void FillPageTables(Paging paging)
    {
        const ulong Rights = 7;              // present, writable, user; not accessed and not dirty, so every walk writes
        uint table = PathLayout.At(Structure.PageTable);
        int size = paging == Paging.Pae ? 8 : 4;
        Number(PathLayout.At(Structure.Pointers), PathLayout.At(Structure.PageDirectory) | 1, 8);
        Number(PathLayout.At(Structure.PageDirectory), table | Rights, size);
        for (uint page = 0; page < Pages; page++)
        {
            ulong entry = page == PathLayout.Absent / PathLayout.PageSize ? 0 : (page * PathLayout.PageSize) | Rights;
            Number(table + (page * (uint)size), entry, size);
        }

        if (paging == Paging.Pae)
        {
            Number(PathLayout.OtherTaskState + 28, PathLayout.At(Structure.Pointers), 4);
        }
    }
}
