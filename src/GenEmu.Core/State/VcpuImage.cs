using GenEmu.Abstractions;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Units;

namespace GenEmu.Core.State;

/// <summary>Saves and loads the architectural part of a <see cref="VcpuState"/>, value by value: the structure's layout may change, files stay readable.</summary>
internal static unsafe class VcpuImage
{
    private const int GeneralRegisters = 16;
    private const int Segments = Segment.Count + 2;         // LDTR and TR follow the six
    private const int XmmWords = 32;

    public static void Save(VcpuState* s, IStateWriter to, string prefix = "")
    {
        to.WriteArray(prefix + "general", new ReadOnlySpan<ulong>(&s->Rax, GeneralRegisters));
        to.Write(prefix + "rip", s->Rip);
        to.Write(prefix + "flags", LazyFlags.Image(s->Result, s->Carries) | s->SystemFlags);
        to.Write(prefix + "cpl", s->Cpl);
        SaveSegments(&s->Es, to, prefix);
        to.WriteArray(prefix + "tables", [s->GdtBase, s->GdtLimit, s->IdtBase, s->IdtLimit]);
        to.WriteArray(prefix + "control", [s->Cr0, s->Cr2, s->Cr3, s->Cr4]);
        to.WriteArray(prefix + "debug", [s->Dr0, s->Dr1, s->Dr2, s->Dr3, s->Dr6, s->Dr7]);
        to.WriteArray(prefix + "msrs", [s->SysenterCs, s->SysenterEsp, s->SysenterEip, s->DebugControl, s->ApicBase]);
        to.WriteArray(prefix + "moreMsrs", new ReadOnlySpan<ulong>(&s->Msr, sizeof(MsrState) / sizeof(ulong)));
        to.WriteArray(prefix + "pdptes", [s->Pdpte0, s->Pdpte1, s->Pdpte2, s->Pdpte3]);
        to.Write(prefix + "activity", (int)s->Activity);
        to.Write(prefix + "shadow", (int)s->Shadow);
        to.Write(prefix + "pendingDebug", s->PendingDebug);
        to.Write(prefix + "nmiMasked", s->NmiMasked);
        to.Write(prefix + "inSmm", s->InSmm);
        to.Write(prefix + "smBase", s->SmBase);
        to.Write(prefix + "lastIo", s->LastIo);
        SaveUnit(&s->Unit, to, prefix);
    }

    /// <summary>Takes everything over.</summary>
    /// <exception cref="InvalidDataException">No processor can be in this state.</exception>
    public static void Load(VcpuState* s, IStateReader from, string prefix = "")
    {
        Row<ulong>(from, prefix + "general", GeneralRegisters).CopyTo(new Span<ulong>(&s->Rax, GeneralRegisters));
        s->Rip = from.Read<ulong>(prefix + "rip");
        uint flags = from.Read<uint>(prefix + "flags");
        (s->Result, s->Carries) = (LazyFlags.ResultOf(flags), LazyFlags.CarriesOf(flags));
        s->SystemFlags = (flags & ~EFlags.Arithmetic) | EFlags.Reserved1;
        s->Cpl = Range(from.Read<int>(prefix + "cpl"), 3, "the privilege level");
        LoadSegments(&s->Es, from, prefix);
        ulong[] tables = Row<ulong>(from, prefix + "tables", 4);
        (s->GdtBase, s->GdtLimit, s->IdtBase, s->IdtLimit) = (tables[0], (uint)tables[1], tables[2], (uint)tables[3]);
        ulong[] control = Row<ulong>(from, prefix + "control", 4);
        (s->Cr0, s->Cr2, s->Cr3, s->Cr4) = (control[0], control[1], control[2], control[3]);
        ulong[] debug = Row<ulong>(from, prefix + "debug", 6);
        (s->Dr0, s->Dr1, s->Dr2, s->Dr3, s->Dr6, s->Dr7) = (debug[0], debug[1], debug[2], debug[3], debug[4], debug[5]);
        ulong[] msrs = Row<ulong>(from, prefix + "msrs", 5);
        (s->SysenterCs, s->SysenterEsp, s->SysenterEip, s->DebugControl, s->ApicBase) = (msrs[0], msrs[1], msrs[2], msrs[3], msrs[4]);
        Row<ulong>(from, prefix + "moreMsrs", sizeof(MsrState) / sizeof(ulong)).CopyTo(new Span<ulong>(&s->Msr, sizeof(MsrState) / sizeof(ulong)));
        ulong[] pdptes = Row<ulong>(from, prefix + "pdptes", 4);
        (s->Pdpte0, s->Pdpte1, s->Pdpte2, s->Pdpte3) = (pdptes[0], pdptes[1], pdptes[2], pdptes[3]);
        s->Activity = (VcpuActivity)Range(from.Read<int>(prefix + "activity"), (int)VcpuActivity.WaitForStartup, "the activity");
        s->Shadow = (Shadow)Range(from.Read<int>(prefix + "shadow"), (int)Shadow.MovSs, "the interrupt shadow");
        s->PendingDebug = from.Read<uint>(prefix + "pendingDebug");
        s->NmiMasked = from.Read<bool>(prefix + "nmiMasked");
        s->InSmm = from.Read<bool>(prefix + "inSmm");
        s->SmBase = from.Read<uint>(prefix + "smBase");
        s->LastIo = from.Read<LastIo>(prefix + "lastIo");
        LoadUnit(&s->Unit, from, prefix);
    }

    /// <summary>Reads a row that must have a number of values.</summary>
    public static T[] Row<T>(IStateReader from, string name, int count)
        where T : unmanaged
    {
        T[] values = from.ReadArray<T>(name);
        return values.Length == count ? values : throw new InvalidDataException($"'{name}' has {values.Length} values, not {count}");
    }

    private static int Range(int value, int last, string what)
        => (uint)value <= (uint)last ? value : throw new InvalidDataException($"{what} is {value}");

    private static void SaveSegments(SegmentCache* first, IStateWriter to, string prefix)
    {
        Span<ulong> words = stackalloc ulong[Segments * 4];
        for (int i = 0; i < Segments; i++)
        {
            (words[i * 4], words[(i * 4) + 1], words[(i * 4) + 2], words[(i * 4) + 3]) = (first[i].Selector, first[i].Base, first[i].Limit, first[i].Access);
        }

        to.WriteArray<ulong>(prefix + "segments", words);
    }

    private static void LoadSegments(SegmentCache* first, IStateReader from, string prefix)
    {
        ulong[] words = Row<ulong>(from, prefix + "segments", Segments * 4);
        for (int i = 0; i < Segments; i++)
        {
            first[i] = new SegmentCache { Selector = (ushort)words[i * 4], Base = words[(i * 4) + 1], Limit = (uint)words[(i * 4) + 2], Access = (ushort)words[(i * 4) + 3] };
            first[i].Update();
        }
    }

    private static void SaveUnit(FloatState* u, IStateWriter to, string prefix)
    {
        Span<ulong> stack = stackalloc ulong[FloatState.Registers * 2];
        for (int i = 0; i < FloatState.Registers; i++)
        {
            (stack[i * 2], stack[(i * 2) + 1]) = ((&u->R0)[i].Significand, (&u->R0)[i].SignExponent);
        }

        to.WriteArray<ulong>(prefix + "x87", stack);
        to.WriteArray(prefix + "xmm", new ReadOnlySpan<ulong>(&u->Xmm0, XmmWords));
        to.WriteArray(
            prefix + "float",
            [u->Mxcsr, u->Control, u->Status, u->Top, u->Valid, u->LastOpcode, u->InstructionSegment, u->DataSegment, u->InstructionPointer, u->DataPointer, u->HasResult ? 1u : 0, u->Comparison]);
    }

    private static void LoadUnit(FloatState* u, IStateReader from, string prefix)
    {
        ulong[] stack = Row<ulong>(from, prefix + "x87", FloatState.Registers * 2);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            (&u->R0)[i] = new X87Register { Significand = stack[i * 2], SignExponent = (ushort)stack[(i * 2) + 1] };
        }

        Row<ulong>(from, prefix + "xmm", XmmWords).CopyTo(new Span<ulong>(&u->Xmm0, XmmWords));
        uint[] words = Row<uint>(from, prefix + "float", 12);
        (u->Mxcsr, u->Control, u->Status) = (words[0], (ushort)words[1], (ushort)words[2]);
        (u->Top, u->Valid) = ((byte)Range((int)words[3], FloatState.Registers - 1, "the x87 stack's top"), (byte)words[4]);
        (u->LastOpcode, u->InstructionSegment, u->DataSegment) = ((ushort)words[5], (ushort)words[6], (ushort)words[7]);
        (u->InstructionPointer, u->DataPointer, u->HasResult, u->Comparison) = (words[8], words[9], words[10] != 0, words[11]);
    }
}
