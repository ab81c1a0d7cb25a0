using GenEmu.Spec.Semantics;

using ValueType = GenEmu.Spec.Semantics.ValueType;

namespace GenEmu.Generators.Emit;

/// <summary>Spells what becomes of the two lazy-flag words.</summary>
internal static class FlagWriter
{
    private const uint CarryFlags = 1 | (1 << 4) | (1 << 11);

    /// <summary>The statement that assigns both words at once, so that neither is read after it was written; null for a mere fact.</summary>
    public static string? Write(Step.SetFlags flags, ValueWriter values, string result, string carries)
    {
        var type = flags.Width == 64 ? ValueType.ULong : ValueType.UInt;
        string Arg(int i) => values.Write(flags.Arguments[i], type);
        string Result(int i) => $"LazyFlags.Result{flags.Width}({Arg(i)})";
        string Both(string r, string c) => $"({result}, {carries}) = ({r}, {c});";
        string Set(uint mask, string bits) => (mask & ~CarryFlags) == 0
            ? $"{carries} = LazyFlags.PutCarries({ValueWriter.Mask(mask)}, {bits}, {carries});"
            : Both($"LazyFlags.ResultWith({ValueWriter.Mask(mask)}, {bits}, {result}, {carries})", $"LazyFlags.CarriesWith({ValueWriter.Mask(mask)}, {bits}, {result}, {carries})");
        return flags.Operation switch
        {
            FlagOperation.Add => Both(Result(2), $"LazyFlags.AddCarries{flags.Width}({Arg(0)}, {Arg(1)}, {Arg(2)})"),
            FlagOperation.Sub => Both(Result(2), $"LazyFlags.SubCarries{flags.Width}({Arg(0)}, {Arg(1)}, {Arg(2)})"),
            FlagOperation.Neg => Both(Result(1), $"LazyFlags.SubCarries{flags.Width}(0, {Arg(0)}, {Arg(1)})"),
            FlagOperation.Logic => Both(Result(0), "0UL"),
            FlagOperation.Inc => Both(Result(0), $"LazyFlags.IncCarries{flags.Width}({Arg(0)}, {carries})"),
            FlagOperation.Dec => Both(Result(0), $"LazyFlags.DecCarries{flags.Width}({Arg(0)}, {carries})"),
            FlagOperation.Shift => Both(Result(0), $"LazyFlags.ShiftCarries({Bit(flags, 1, values)}, {Bit(flags, 2, values)})"),
            FlagOperation.Mul => Both(Result(0), $"LazyFlags.MulCarries({values.Write(flags.Arguments[1])})"),
            FlagOperation.Rotate => Set(1 | (1 << 11), $"({Bit(flags, 0, values)}) | (({Bit(flags, 1, values)}) << 11)"),
            FlagOperation.Put => Set(flags.Mask, flags.Arguments[0] is Value.Truth truth ? truth.Is ? ValueWriter.Mask(flags.Mask) : "0u" : $"({values.Write(flags.Arguments[0])}) ? {ValueWriter.Mask(flags.Mask)} : 0u"),
            FlagOperation.Set => Set(flags.Mask, values.Write(flags.Arguments[0], ValueType.UInt)),
            _ => null,
        };
    }

    private static string Bit(Step.SetFlags flags, int index, ValueWriter values) => values.Write(flags.Arguments[index], ValueType.UInt);
}
