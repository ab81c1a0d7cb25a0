using System.Reflection;
using System.Runtime.InteropServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Core.Tests.Paths;

/// <summary>All that a guest or a host can tell after a run: why it stopped, the processor with segments' hidden parts and pending traps, and what changed in memory.</summary>
internal sealed unsafe class PathState
{
    /// <summary>Bytes of the state before the engine's own words.</summary>
    public static readonly int Length = (int)Marshal.OffsetOf<VcpuState>(nameof(VcpuState.Attention));

    private static readonly FieldInfo[] Fields = [.. typeof(VcpuState).GetFields().Where(f => Marshal.OffsetOf<VcpuState>(f.Name) < Length)];
    private static readonly FieldInfo[] SegmentFields = typeof(SegmentCache).GetFields();

    private readonly string _stop;
    private readonly VcpuState _state;
    private readonly string _memory;

    public PathState(string stop, VcpuState* state, string memory)
    {
        (_stop, _memory) = (stop, memory);
        _state = *state;
        _state.Result = LazyFlags.Image(state->Result, state->Carries);          // flags may be written in different words
        _state.Carries = 0;
    }

    public bool IsEqualTo(PathState other)
    {
        fixed (VcpuState* own = &_state, its = &other._state)
        {
            return _stop == other._stop && _memory == other._memory && new ReadOnlySpan<byte>(own, Length).SequenceEqual(new ReadOnlySpan<byte>(its, Length));
        }
    }

    /// <summary>As text, a line for each register.</summary>
    public IEnumerable<string> Describe()
        => Fields.SelectMany(f => f.FieldType == typeof(SegmentCache)
                ? SegmentFields.Select(s => $"{f.Name}.{s.Name} = {s.GetValue(f.GetValue(_state)):X}")
                : [$"{f.Name} = {f.GetValue(_state):X}"])
            .Prepend(_stop).Append(_memory);
}
