using System.Buffers.Binary;
using GenEmu.Core.Cpu;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>Fills a world's GDT, LDT, IDT and task-state segments: a few that work, many that are random.</summary>
internal sealed class DescriptorMaker(byte[] memory)
{
    public const int Code32 = 1;
    public const int Data32 = 2;
    public const int UserCode32 = 3;
    public const int UserData32 = 4;
    public const int Code16 = 5;
    public const int Data16 = 6;
    public const int UserCode16 = 7;
    public const int UserData16 = 8;
    public const int Task = 9;
    public const int OtherTask = 10;
    public const int LocalTable = 11;
    public const int FirstGate = 12;

    /// <summary>Segments of random base, limit and kind.</summary>
    public const int FirstRandom = 16;

    public const int FirstStack = 32;
    public const int FirstCode = 36;
    public const int FirstWild = 40;

    private const uint FourGiB = 0xFFFFF;

    public static ushort Selector(int index, int privilege) => (ushort)((index * 8) | privilege);

    public Descriptor this[int index] => new(BinaryPrimitives.ReadUInt64LittleEndian(memory.AsSpan((int)FuzzLayout.Gdt + (index * 8))));

    public void Fill(ref FuzzRandom random, int privilege, bool wide)
    {
        Put(Code32, 0, FourGiB, 0xC09B);
        Put(Data32, 0, FourGiB, 0xC093);
        Put(UserCode32, 0, FourGiB, 0xC0FB);
        Put(UserData32, 0, FourGiB, 0xC0F3);
        Put(Code16, 0, 0xFFFF, 0x009B);
        Put(Data16, 0, 0xFFFF, 0x0093);
        Put(UserCode16, 0, 0xFFFF, 0x00FB);
        Put(UserData16, 0, 0xFFFF, 0x00F3);
        uint taskLimit = random.OneIn(4) ? (uint)random.Next(0x110) : 0x3FF;
        Put(Task, FuzzLayout.TaskState, taskLimit, random.OneIn(8) ? (ushort)0x0083 : (ushort)0x008B);
        Put(OtherTask, FuzzLayout.OtherTaskState, 0x67, 0x00E9);
        Put(LocalTable, FuzzLayout.Ldt, (FuzzLayout.LdtEntries * 8) - 1, 0x0082);
        PutGates(ref random);
        for (int i = FirstRandom; i < FirstStack; i++)
        {
            PutRandom(ref random, FuzzLayout.Gdt + (uint)(i * 8), privilege);
        }

        for (int i = FirstStack; i < FirstCode; i++)
        {
            bool down = random.OneIn(3);
            uint limit = down ? (uint)random.Next(0x9000) : random.Pick<uint>([0xFFFF, 0xFFFF, 0xFFF, 0xFFFFF]);
            Put(i, (uint)random.Next(4) * 0x123, limit, (ushort)(0x93 | (down ? 4 : 0) | (privilege << 5) | (random.OneIn(2) ? 0x4000 : 0)));
        }

        for (int i = FirstCode; i < FirstWild; i++)
        {
            Put(i, random.Pick<uint>([0, 0x1000, 0x123, 0x6FFF]), 0xFFFF, (ushort)(0x9B | (privilege << 5) | (wide ? 0x4000 : 0)));
        }

        for (int i = FirstWild; i < FuzzLayout.GdtEntries; i++)
        {
            PutRaw(FuzzLayout.Gdt + (uint)(i * 8), random.Next64() | (random.OneIn(2) ? 0x9000_0000_0000UL : 0));
        }

        for (int i = 0; i < FuzzLayout.LdtEntries; i++)
        {
            PutRandom(ref random, FuzzLayout.Ldt + (uint)(i * 8), privilege);
        }

        FillInterrupts(ref random, wide);
        FillTasks(ref random);
    }

    private void PutGates(ref FuzzRandom random)
    {
        ulong parameters = (ulong)random.Next(6) << 32;
        ulong offset = FuzzLayout.Handlers;
        PutRaw(FuzzLayout.Gdt + (FirstGate * 8), offset | ((ulong)Selector(Code32, 0) << 16) | parameters | 0xEC00_0000_0000);
        PutRaw(FuzzLayout.Gdt + ((FirstGate + 1) * 8), offset | ((ulong)Selector(Code16, 0) << 16) | parameters | 0xE400_0000_0000);
        PutRaw(FuzzLayout.Gdt + ((FirstGate + 2) * 8), ((ulong)Selector(OtherTask, 0) << 16) | 0xE500_0000_0000);
        Put(FirstGate + 3, FuzzLayout.TaskState16, 0x2B, 0x00E1);
    }

    private void PutRandom(ref FuzzRandom random, uint at, int privilege)
    {
        int type = random.Next(16);
        int dpl = random.OneIn(3) ? random.Next(4) : privilege;
        uint @base = random.OneIn(2) ? (uint)random.Next(0x14) * 0x1000 : random.Next32() >> random.Next(32);
        uint limit = random.OneIn(3) ? random.Next32() & 0xFFFFF : random.Pick<uint>([0xFFFF, 0xFFF, 0x7FFF, 0xFFFFF, 0xF]);
        int bits = (random.Next(4) << 14) & (limit > 0xFFFF ? 0xC000 : 0x4000);
        int present = random.OneIn(12) ? 0 : 0x80;
        PutRaw(at, Raw(@base, limit, (ushort)(0x10 | type | (dpl << 5) | present | bits)));
    }

    private void FillInterrupts(ref FuzzRandom random, bool wide)
    {
        for (uint vector = 0; vector < 256; vector++)
        {
            uint offset = FuzzLayout.Handlers + vector;
            BinaryPrimitives.WriteUInt32LittleEndian(memory.AsSpan((int)vector * 4), random.OneIn(64) ? random.Next32() : offset);
            memory[offset] = 0xF4;
            bool gate32 = random.OneIn(4) ? random.OneIn(2) : wide;
            ulong type = (gate32 ? 0xEUL : 6) | (random.OneIn(8) ? 1UL : 0);
            ulong dpl = vector is 3 or 4 || random.OneIn(4) ? 3UL : 0;
            ulong present = random.OneIn(64) ? 0UL : 1;
            ulong gate = offset | ((ulong)Selector(random.OneIn(8) ? random.Next(16) : Code32, 0) << 16) | (type << 40) | (dpl << 45) | (present << 47);
            gate = random.OneIn(64) ? ((ulong)Selector(OtherTask, 0) << 16) | (5UL << 40) | (dpl << 45) | (1UL << 47) : gate;
            PutRaw(FuzzLayout.Idt + (vector * 8), random.OneIn(128) ? random.Next64() : gate);
        }
    }

    private void FillTasks(ref FuzzRandom random)
    {
        const int Bitmap = 0x68;
        random.Fill(memory.AsSpan((int)FuzzLayout.TaskState, 0x400));
        Word(FuzzLayout.TaskState + 4, FuzzLayout.InnerStack);
        Word(FuzzLayout.TaskState + 8, Selector(Data32, 0));
        Word(FuzzLayout.TaskState + 12, FuzzLayout.InnerStack - 0x200);
        Word(FuzzLayout.TaskState + 20, FuzzLayout.InnerStack - 0x400);
        Word(FuzzLayout.TaskState, Selector(OtherTask, 0));
        Word(FuzzLayout.TaskState + 100, (uint)Bitmap << 16);
        memory.AsSpan((int)FuzzLayout.TaskState + Bitmap, random.Next(16)).Clear();
        Word(FuzzLayout.OtherTaskState + 28, FuzzLayout.PageDirectory);
        Word(FuzzLayout.OtherTaskState + 32, FuzzLayout.Handlers);
        Word(FuzzLayout.OtherTaskState + 36, 2 | (random.OneIn(8) ? EFlags.Tf : 0) | (random.OneIn(16) ? EFlags.Vm : 0));
        Word(FuzzLayout.OtherTaskState + 56, FuzzLayout.InnerStack);
        foreach (int segment in (int[])[0, 2, 3, 4, 5])
        {
            Word(FuzzLayout.OtherTaskState + 72 + (uint)(segment * 4), Selector(random.OneIn(16) ? random.Next(40) : Data32, 0));
        }

        Word(FuzzLayout.OtherTaskState + 76, Selector(Code32, 0));
        Word(FuzzLayout.OtherTaskState + 96, random.OneIn(2) ? Selector(LocalTable, 0) : 0u);
        Word(FuzzLayout.OtherTaskState + 100, random.OneIn(4) ? 1u : 0);
        random.Fill(memory.AsSpan((int)FuzzLayout.TaskState16, 0x2C));
    }

    private void Put(int index, uint @base, uint limit, ushort access) => PutRaw(FuzzLayout.Gdt + (uint)(index * 8), Raw(@base, limit, access));

    private static ulong Raw(uint @base, uint limit, ushort access)
        => (limit & 0xFFFF) | ((ulong)(@base & 0xFF_FFFF) << 16) | ((ulong)access << 40) | ((ulong)(limit & 0xF_0000) << 32) | ((ulong)(@base & 0xFF00_0000) << 32);

    private void PutRaw(uint at, ulong raw) => BinaryPrimitives.WriteUInt64LittleEndian(memory.AsSpan((int)at), raw);

    private void Word(uint at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(memory.AsSpan((int)at), value);
}
