using System.Runtime.InteropServices;
using GenEmu.Abstractions;
using GenEmu.Core.Apic;
using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Execution;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Core;

/// <summary>A virtual CPU. It runs like KVM's: <see cref="Run"/> never blocks and says exactly where it stopped.</summary>
/// <remarks>Not thread-safe: a machine is one logical thread.</remarks>
public sealed unsafe partial class Vcpu : IDisposable
{
    private readonly Transaction _transaction;
    private readonly BlockCache _blocks;
    private readonly Func<RamBlock, ulong, int, bool> _codeObserver;
    private readonly Action<nint> _protect;
    private GCHandle _handle;
    private VcpuState* _s;
    private ulong _a20Mask = ulong.MaxValue;
    private bool _storing;

    internal Vcpu(PhysicalMemory memory, IoBus bus, CpuModel? model = null, int index = 0)
    {
        Index = index;
        Memory = memory;
        Bus = bus;
        Model = model ?? CpuModel.Default;
        _s = (VcpuState*)NativeMemory.AlignedAlloc((nuint)sizeof(VcpuState), 64);
        NativeMemory.Clear(_s, (nuint)sizeof(VcpuState));
        _s->Jumps = (JumpEntry*)NativeMemory.AlignedAlloc((nuint)(JumpCache.Entries * sizeof(JumpEntry)), 64);
        _handle = GCHandle.Alloc(this, GCHandleType.Weak);
        _s->Owner = GCHandle.ToIntPtr(_handle);
        _scratch = (Op*)NativeMemory.AlignedAlloc((nuint)(2 * sizeof(Op)), 64);
        _flying = _scratch + 1;
        Breakpoints = new Breakpoints(_s);
        HostDebug = new HostDebug(ForgetBlocks);
        Translations = new TranslationCache(memory.View);
        _transaction = new Transaction(this, _s);
        _blocks = new BlockCache(memory, _s, new DirectTable(), HostDebug, Model.Features);
        _blocks.ClearJumps();
        _codeObserver = CodeWritten;
        _protect = Translations.Protect;
        memory.CodeObservers.Add(_codeObserver);
        memory.DirectWriters.Add(_protect);
        Registers = new VcpuRegisters(this);
        Apic = Model.Has(CpuFeatures.Apic) ? new LocalApic(this) : null;
        Reset(ResetKind.PowerOn);
    }

    /// <summary>Its number in the machine, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether this is the processor that starts at the reset vector, the first one; the others wait for a start-up IPI (SDM vol. 3, 8.4).</summary>
    public bool IsBootstrap => Index == 0;

    /// <summary>The registers, exact whenever the vCPU does not run; <see cref="RipPolicy"/> says what they show while an instruction waits.</summary>
    public VcpuRegisters Registers { get; }

    /// <summary>What the vCPU does between instructions.</summary>
    public VcpuActivity Activity => _s->Activity;

    /// <summary>Grows with every reset and full state load; answers of older epochs are dropped (rule A8).</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Instructions, REP iterations and event deliveries completed since power-on, exact also while a device answers.</summary>
    public long InstructionCount => _retired + (_budgetAtStart - _s->Budget);

    /// <summary>Whether an access waits for a device.</summary>
    public bool IsWaiting => _flight != Flight.None;

    /// <summary>Whether to run it would change nothing: an access waits, its answer is not there yet, and nothing ends the wait.</summary>
    internal bool IsBlocked => _transaction.Waiting is { IsCompleted: false } && !RestartIsDue;

    /// <summary>Runs every instruction the recorded way: slower, never different.</summary>
    public bool RecordOnly { get; set; }

    /// <summary>After how many executions a block of code becomes one method of the host's; 0 for never.</summary>
    internal long FuseAfter
    {
        get => _blocks.FuseAfter;
        set
        {
            _blocks.FuseAfter = value;
            _blocks.Flush();
        }
    }

    /// <summary>Everything at once, for tests that compare whole processors; whoever changes it says what changed (<see cref="CodeChanged"/>, …).</summary>
    internal VcpuState* State => _s;

    /// <summary>The IP of the instruction in progress, whatever the host is shown.</summary>
    internal ulong StartRip => _s->Rip;

    /// <summary>The selector in CS that belongs to <see cref="StartRip"/>.</summary>
    internal ushort StartSelector => _s->Cs.Selector;

    internal PhysicalMemory Memory { get; }

    internal IoBus Bus { get; }

    internal CpuModel Model { get; }

    internal TranslationCache Translations { get; }

    internal BlockCache Blocks => _blocks;

    /// <summary>The guest's own breakpoints, by its debug registers.</summary>
    internal Breakpoints Breakpoints { get; }

    /// <summary>The A20 gate is open in System Management Mode, whatever the program outside did to it.</summary>
    internal ulong A20Mask => _s->InSmm ? ulong.MaxValue : _a20Mask;

    /// <summary>Where RDTSC counts come from.</summary>
    internal Func<ulong>? TimeStampSource { get; set; }

    internal ulong TimeStamp => (TimeStampSource?.Invoke() ?? (ulong)InstructionCount) + _timeStampOffset;

    internal bool IsProtected => (_s->Cr0 & Cr0.Pe) != 0;

    internal bool IsVirtual8086 => (_s->SystemFlags & EFlags.Vm) != 0;

    internal int Iopl => (int)(_s->SystemFlags >> 12) & 3;

    internal bool ChecksAlignment => _s->Cpl == 3 && (_s->Cr0 & Cr0.Am) != 0 && (_s->SystemFlags & EFlags.Ac) != 0;

    /// <summary>The access that an instruction waits for.</summary>
    internal PendingAnswer? Waiting => _transaction.Waiting;

    /// <summary>Address line 20: masks bit 20 of every physical address while it is off.</summary>
    internal void SetA20(bool enabled)
    {
        ulong mask = enabled ? ulong.MaxValue : ~(1UL << 20);
        if (mask != _a20Mask)
        {
            _a20Mask = mask;
            FlushTranslations();
        }
    }

    /// <summary>Puts the vCPU into its initial state (SDM vol. 3, 9.1) and forgets what it waits for.</summary>
    internal void Reset(ResetKind kind)
    {
        Epoch++;
        _flight = Flight.None;
        _s->Iteration = 0;
        _hostHit = null;
        _view.Forget();
        _transaction.Cancel();
        InitialState.Apply(_s, Model, kind);
        FloatStateChanged();
        _s->Activity = IsBootstrap ? VcpuActivity.Running : VcpuActivity.WaitForStartup;
        ForgetEvents(kind);
        _s->ApicBase |= IsBootstrap ? ApicBase.Bootstrap : 0;
        Apic?.Reset(kind);
        PlaceApic();
        SetSmm(false);
        DebugRegistersChanged();
    }

    internal void FlushTranslations()
    {
        Translations.Flush();
        FlushCode();
    }

    /// <summary>CR3 was loaded: global pages stay, if CR4.PGE lets them be global (SDM vol. 3, 4.10.4.1).</summary>
    internal void FlushLocalTranslations()
    {
        if ((_s->Cr4 & Cr4.Pge) != 0)
        {
            Translations.FlushLocal();
        }
        else
        {
            Translations.Flush();
        }

        FlushCode();
    }

    /// <summary>A block has been executed often.</summary>
    internal void Fuse(Op* first) => _blocks.Fuse(first);

    /// <summary>Forgets which code an address leads to.</summary>
    internal void FlushCode()
    {
        _blocks.ClearJumps();
        _codeChanged = true;
    }

    /// <summary>Segments, privilege or mode changed: what code means is derived anew.</summary>
    internal void CodeChanged() => _codeChanged = true;

    /// <summary>DR0–DR7 or CR4.DE changed.</summary>
    internal void DebugRegistersChanged()
    {
        Breakpoints.Update();
        _codeChanged = true;
    }

    /// <summary>Writes RAM for an instruction that runs the recorded way: the run loop looks by itself whether the next op still holds.</summary>
    internal void Store(RamBlock ram, ulong offset, ReadOnlySpan<byte> data)
    {
        _storing = true;
        Memory.WriteRam(ram, offset, data);
        _storing = false;
    }

    /// <summary>Somebody is about to write to decoded code. A direct handler that called the writer (a device's DMA) must not go on in the old block.</summary>
    private bool CodeWritten(RamBlock ram, ulong offset, int length)
    {
        int version = _blocks.Version;
        bool left = _blocks.Invalidate(ram, offset, length);
        _s->Attention |= !_storing && version != _blocks.Version ? 1u : 0;
        return left;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_s is null)
        {
            return;
        }

        Memory.CodeObservers.Remove(_codeObserver);
        Memory.DirectWriters.Remove(_protect);
        _transaction.Dispose();
        _view.Dispose();
        _blocks.Dispose();
        Translations.Dispose();
        NativeMemory.AlignedFree(_scratch);
        NativeMemory.AlignedFree(_s->Jumps);
        NativeMemory.AlignedFree(_s);
        _s = null;
        _handle.Free();
    }
}
