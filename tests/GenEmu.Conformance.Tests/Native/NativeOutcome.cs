using System.Buffers.Binary;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>What the silicon made of a case.</summary>
internal sealed class NativeOutcome(FormInfo form, MadeCase made, NativeCase before, NativeCase silicon)
{
    private readonly NativeCase _before = before;
    private readonly NativeCase _silicon = silicon;

    public FormInfo Form { get; } = form;

    public FormShape Shape { get; } = made.Shape;

    /// <summary>The instruction's bytes.</summary>
    public int Length { get; } = made.Length;

    /// <summary>Where a memory operand was meant to be.</summary>
    public uint Target { get; } = made.Target;

    public ref readonly NativeCase Before => ref _before;

    public ref readonly NativeCase Silicon => ref _silicon;

    public ReadOnlySpan<byte> Code => ((ReadOnlySpan<byte>)_before.Code)[..Length];

    /// <summary>Whether the instruction itself ended in an exception that leaves it to be restarted.</summary>
    public bool Faulted => _silicon.Context.Eip == NativeLayout.Code && _silicon.Context.Trap is not (Vector.Db or Vector.Bp);

    /// <summary>The item of the operand size on the stack, or null where the case does not say what stands there.</summary>
    public uint? StackItem(int index)
    {
        uint at = _before.Context.Esp + (uint)(index * Shape.OperandSize) - NativeLayout.Area;
        if (at > NativeLayout.AreaLength - 4)
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = ((ReadOnlySpan<byte>)_before.Area)[(int)at..];
        return Shape.OperandSize == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
