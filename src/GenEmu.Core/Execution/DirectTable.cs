using System.Reflection;
using System.Runtime.CompilerServices;
using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <summary>Chooses the direct handlers of decoded ops.</summary>
/// <remarks>
/// A handler is compiled when it is first wanted: its pointer must be taken after that, because one taken before stays on the
/// stub that compiles it, and every call through it would go that way.
/// </remarks>
internal sealed unsafe class DirectTable
{
    /// <summary>The bit of a block's mode that says: operands and addresses have 32 bits by default.</summary>
    public const uint BigCodeMode = 2;

    /// <summary>The bit of a block's mode that says: DS, ES and SS are flat.</summary>
    public const uint FlatMode = 4;

    /// <summary>The bit of a block's mode that says: the stack pointer is ESP.</summary>
    public const uint BigStackMode = 8;

    /// <summary>The bit of a block's mode that says: x87 and MMX instructions do not raise #NM or #UD.</summary>
    public const uint X87Mode = 32;

    /// <summary>The bit of a block's mode that says: SSE instructions do not raise #NM or #UD.</summary>
    public const uint SseMode = 64;

    private const string DeadFlags = "_NoFlags";

    private readonly nint[] _prepared = new nint[DirectHandlers.Count];
    private readonly Dictionary<nint, MethodInfo?> _fused = [];

    /// <summary>Leaves at once: the recorded way runs the op.</summary>
    public delegate*<VcpuState*, Op*, long, ulong, ulong, void> Leave { get; } = Prepare(typeof(Direct), nameof(Direct.LeaveHandler));

    /// <summary>Counts a block's executions.</summary>
    public delegate*<VcpuState*, Op*, long, ulong, ulong, void> Count { get; } = Prepare(typeof(Direct), nameof(Direct.CountHandler));

    /// <summary>Goes on at the op's IP, in another block.</summary>
    public delegate*<VcpuState*, Op*, long, ulong, ulong, void> Continue { get; } = Prepare(typeof(Direct), nameof(Direct.ContinueHandler));

    /// <summary>Leaves before a block whose bytes were written to.</summary>
    public delegate*<VcpuState*, Op*, long, ulong, ulong, void> Stale { get; } = Prepare(typeof(Direct), nameof(Direct.StaleHandler));

    /// <summary>The direct handler for an op under a block's mode.</summary>
    /// <param name="op">The op.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="flagsLive">Whether somebody will look at the arithmetic flags after the op; becomes whether they must be right before it.</param>
    public delegate*<VcpuState*, Op*, long, ulong, ulong, void> Handler(Op* op, uint mode, ref bool flagsLive)
    {
        bool liveAfter = flagsLive;
        flagsLive = true;           // who leaves shows the flags to the recorded way
        if ((op->Flags & (OpFlags.Invalid | OpFlags.Lock)) != 0)
        {
            return Leave;
        }

        FormFlags needs = InstructionTable.Forms[op->Form].Flags;
        if (((needs & FormFlags.NeedsX87) != 0 && (mode & X87Mode) == 0) || ((needs & FormFlags.NeedsSse) != 0 && (mode & SseMode) == 0))
        {
            return Leave;
        }

        // Flat means DS, ES and SS; FS and GS always have bases of their own, and a CS override is rare.
        bool flat = (mode & FlatMode) != 0 && op->AddressSize == 4 && op->Segment is (Segment.Ds or Segment.Es or Segment.Ss);
        bool flatStack = (mode & (FlatMode | BigStackMode)) == (FlatMode | BigStackMode);
        int slot = DirectHandlers.Slot(op->Form, op->OperandSize, op->Kind0, op->Kind1, op->Kind2);
        if (slot < 0)
        {
            return Leave;
        }

        flagsLive = DirectHandlers.NeedsFlags(slot) || (liveAfter && !DirectHandlers.KillsFlags(slot));
        int index = DirectHandlers.Find(slot, flat, flatStack, op->Condition, liveAfter);
        ref nint prepared = ref _prepared[index];
        if (prepared == 0)
        {
            string name = DirectHandlers.Name(index);
            prepared = (nint)Prepare(typeof(DirectHandlers), name);

            // One that makes flags serves also where nobody looks at them: the JIT sees that.
            name = name.EndsWith(DeadFlags, StringComparison.Ordinal) ? name[..^DeadFlags.Length] : name;
            _fused.Add(prepared, typeof(FusedOps).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic));
        }

        return (delegate*<VcpuState*, Op*, long, ulong, ulong, void>)prepared;
    }

    /// <summary>Whether <see cref="Handler"/> chooses the same for two ops, and says the same of the flags before them.</summary>
    public static bool ChoosesSame(Op* a, Op* b)
        => a->Form == b->Form && a->Flags == b->Flags && a->Condition == b->Condition && a->Segment == b->Segment
            && a->OperandSize == b->OperandSize && a->AddressSize == b->AddressSize && a->Kind0 == b->Kind0 && a->Kind1 == b->Kind1 && a->Kind2 == b->Kind2;

    /// <summary>What a handler's op is in a fused run; null if it cannot be part of one.</summary>
    public MethodInfo? FusedForm(nint handler) => _fused.GetValueOrDefault(handler);

    private static delegate*<VcpuState*, Op*, long, ulong, ulong, void> Prepare(Type type, string name)
    {
        MethodInfo method = type.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new InternalErrorException($"There is no direct handler {name}.");
        RuntimeHelpers.PrepareMethod(method.MethodHandle);
        return (delegate*<VcpuState*, Op*, long, ulong, ulong, void>)method.MethodHandle.GetFunctionPointer();
    }
}
