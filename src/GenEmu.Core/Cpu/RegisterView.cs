using System.Runtime.InteropServices;

namespace GenEmu.Core.Cpu;

/// <summary>The registers that a host reads and writes while an instruction waits: a copy, because the instruction itself must go on from what it began with.</summary>
internal sealed unsafe partial class RegisterView : IDisposable
{
    private readonly int _length;
    private VcpuState* _built;

    public RegisterView()
    {
        State = (VcpuState*)NativeMemory.AlignedAlloc((nuint)(2 * sizeof(VcpuState)), 64);
        _built = State + 1;
        _length = Offset(&State->Iteration);            // the engine's own words begin there
    }

    ~RegisterView() => NativeMemory.AlignedFree(State);

    /// <summary>Whether there is a copy.</summary>
    public bool IsBuilt { get; private set; }

    /// <summary>How far it shows the instruction done.</summary>
    public ViewProgress Progress { get; private set; }

    /// <summary>The copy; of its engine part nothing is meant.</summary>
    public VcpuState* State { get; private set; }

    /// <summary>Whether the host has set RIP to something else and kept it.</summary>
    public bool IsMoved => State->Rip != _built->Rip;

    /// <summary>Whether the host has changed anything, and kept it.</summary>
    public bool IsChanged => !Bytes(State, 0, _length).SequenceEqual(Bytes(_built, 0, _length));

    /// <summary>Shows a state.</summary>
    public void Build(VcpuState* shown, ViewProgress progress)
    {
        Copy(shown, State);
        Copy(shown, _built);
        Progress = progress;
        IsBuilt = true;
    }

    /// <summary>Shows RIP somewhere else, as if the host had not moved it.</summary>
    public void Advance(ulong rip)
    {
        State->Rip = _built->Rip = rip;
        Progress = ViewProgress.Advanced;
    }

    /// <summary>Shows a state as the instruction will leave it, and puts back what it was.</summary>
    public void Commit(VcpuState* live)
    {
        Copy(live, _built);
        Copy(State, live);
        Copy(_built, State);
        Progress = ViewProgress.Committed;
    }

    public void Forget() => IsBuilt = false;

    /// <summary>Brings what the host has changed into the state that the instruction has left.</summary>
    /// <param name="live">The state.</param>
    /// <param name="written">What the instruction wrote, and keeps; <see langword="null"/> if the host's values win everywhere.</param>
    public void MergeInto(VcpuState* live, WrittenRegisters? written)
    {
        MergeGeneral((byte*)live, written);
        if (IsMoved)
        {
            live->Rip = State->Rip;
            live->Iteration = 0;
        }

        if ((State->Result, State->Carries) != (_built->Result, _built->Carries) && written?.Flags != true)
        {
            (live->Result, live->Carries) = (State->Result, State->Carries);
        }

        uint changed = (State->SystemFlags ^ _built->SystemFlags) & ~(written is null ? 0 : live->SystemFlags ^ _built->SystemFlags);
        live->SystemFlags = (live->SystemFlags & ~changed) | (State->SystemFlags & changed);
        MergeUnit(live, Offset(&State->Cpl), sizeof(int), written);
        for (int i = 0; i <= &State->Tr - &State->Es; i++)         // the eight stand in a row
        {
            MergeUnit(live, Offset(&State->Es) + (i * sizeof(SegmentCache)), sizeof(SegmentCache), written);
        }

        for (int at = Offset(&State->Tr) + sizeof(SegmentCache); at < _length; at += sizeof(ulong))
        {
            MergeUnit(live, at, sizeof(ulong), written);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(State);
        State = _built = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>Copies the architectural part of a state.</summary>
    public void Copy(VcpuState* from, VcpuState* to) => Buffer.MemoryCopy(from, to, sizeof(VcpuState), _length);

    /// <summary>By byte, so that AL may be the device's while the rest of RAX is the host's.</summary>
    private void MergeGeneral(byte* live, WrittenRegisters? written)
    {
        byte* shown = (byte*)State;
        byte* built = (byte*)_built;
        for (int i = 0; i < RegisterFile.Zero; i++)          // the register file is the state's first member
        {
            live[i] = shown[i] != built[i] && written?.Has(i) != true ? shown[i] : live[i];
        }
    }

    private void MergeUnit(VcpuState* live, int offset, int length, WrittenRegisters? written)
    {
        bool changed = !Bytes(State, offset, length).SequenceEqual(Bytes(_built, offset, length));
        if (changed && (written is null || Bytes(live, offset, length).SequenceEqual(Bytes(_built, offset, length))))
        {
            Bytes(State, offset, length).CopyTo(Bytes(live, offset, length));
        }
    }

    private int Offset(void* member) => (int)((byte*)member - (byte*)State);

    private static Span<byte> Bytes(VcpuState* state, int offset, int length) => new((byte*)state + offset, length);        // within the state: callers walk its members
}
