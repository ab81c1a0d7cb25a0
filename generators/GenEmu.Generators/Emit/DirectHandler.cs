using GenEmu.Spec;
using GenEmu.Spec.Checking;
using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Emit;

/// <summary>One direct handler to write.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Text">The text and its widths.</param>
/// <param name="Shapes">What the operands are.</param>
/// <param name="Repeat">What REP does.</param>
/// <param name="Flat">Whether the segments that it uses are flat, with 32-bit addresses.</param>
/// <param name="Condition">The condition it is made for, or null.</param>
/// <param name="WritesFlags">Whether somebody may look at the flags that it leaves.</param>
/// <param name="Device">The handler that goes on where the memory operand turns out to be no plain RAM; its own name if it is that handler; empty if there is none.</param>
internal sealed record DirectHandler(
    string Name, Handler Text, EquatableArray<OperandShape> Shapes, RepeatKind Repeat, bool Flat, int? Condition, bool WritesFlags, string Device)
{
    /// <summary>Whether the memory operand is a device's register.</summary>
    public bool IsDevice => Device == Name;
}
