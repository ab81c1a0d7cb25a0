using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Board;

/// <summary>A board's vCPUs. They share memory and devices, have their own registers, TLB and decoded code, and take turns on the machine's one thread.</summary>
/// <remarks>
/// Who runs when depends on nothing but what the guest does: a turn is a fixed number of instructions, and ends early only with HLT or a wait. So
/// several vCPUs are as deterministic as one. Virtual time counts the instructions of all of them, as if one core shared its time among them: that
/// is the one measure that never runs backwards from turn to turn and that every deadline can be met in exactly.
/// </remarks>
internal sealed class Processors : IDisposable
{
    /// <summary>A single vCPU has nobody to wait for.</summary>
    private const long LongTurn = 100_000;

    /// <summary>Short enough that a vCPU that spins on a lock soon lets the one go on that holds it.</summary>
    private const long ShortTurn = 1000;

    private readonly Vcpu[] _all;
    private int _current;
    private long _turnEnd;

    public Processors(BoardSettings settings, PhysicalMemory memory, IoBus bus)
    {
        _all = [.. Enumerable.Range(0, settings.CpuCount).Select(index => new Vcpu(memory, bus, settings.CpuModel, index) { RecordOnly = settings.RecordOnly })];
        Turn = settings.CpuCount == 1 ? LongTurn : ShortTurn;
        _turnEnd = Turn;
    }

    public IReadOnlyList<Vcpu> All => _all;

    /// <summary>The boot processor. The pins INTR, NMI and SMI lead here; to others, I/O APICs and local APICs send messages.</summary>
    public Vcpu Boot => _all[0];

    /// <summary>Whose turn it is.</summary>
    public Vcpu Current => _all[_current];

    /// <summary>The longest turn, in instructions.</summary>
    public long Turn { get; }

    /// <summary>What is left of the current turn, in instructions.</summary>
    public long TurnLeft => _turnEnd - Current.InstructionCount;

    /// <summary>Instructions retired by all of them, exact also while a device answers.</summary>
    public long InstructionCount
    {
        get
        {
            long sum = 0;
            foreach (Vcpu cpu in _all)
            {
                sum += cpu.InstructionCount;
            }

            return sum;
        }
    }

    /// <summary>The next one's turn begins.</summary>
    public void PassTurn()
    {
        _current = (_current + 1) % _all.Length;
        _turnEnd = Current.InstructionCount + Turn;
    }

    /// <summary>Where the turns are.</summary>
    public (int Current, long TurnEnd) Position
    {
        get => (_current, _turnEnd);
        set
        {
            _current = value.Current;
            _turnEnd = Math.Clamp(value.TurnEnd, Current.InstructionCount + 1, Current.InstructionCount + Turn);          // a turn has an end, whatever a file says
        }
    }

    /// <summary>Ends the current run at the next boundary; the others do not run.</summary>
    public void RequestAttention() => Current.RequestAttention();

    public void FlushTranslations()
    {
        foreach (Vcpu cpu in _all)
        {
            cpu.FlushTranslations();
        }
    }

    public void SetA20(bool enabled)
    {
        foreach (Vcpu cpu in _all)
        {
            cpu.SetA20(enabled);
        }
    }

    /// <summary>
    /// Both the RESET and the INIT# pin lead to every CPU. The boot processor starts, the others wait for its start-up IPI. In System Management Mode
    /// INIT is latched until RSM.
    /// </summary>
    public void Reset(ResetKind kind)
    {
        foreach (Vcpu cpu in _all)
        {
            if (kind == ResetKind.Init && cpu.IsInSmm)
            {
                cpu.RaiseInit();
            }
            else
            {
                cpu.Reset(kind);
            }
        }

        _current = 0;
        _turnEnd = Boot.InstructionCount + Turn;
    }

    public void Dispose()
    {
        foreach (Vcpu cpu in _all)
        {
            cpu.Dispose();
        }
    }
}
