using System.Reflection;
using System.Runtime.InteropServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Units;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>Compares the part of two processors' states that a guest or a host can see.</summary>
internal static unsafe class FuzzState
{
    /// <summary>Everything before the engine's own words.</summary>
    public static int Length { get; } = (int)Marshal.OffsetOf<VcpuState>(nameof(VcpuState.Attention));

    private static int FlagsStart { get; } = (int)Marshal.OffsetOf<VcpuState>(nameof(VcpuState.Result));

    private static int FlagsEnd { get; } = (int)Marshal.OffsetOf<VcpuState>(nameof(VcpuState.SystemFlags));

    /// <summary>Whether two states are the same; the arithmetic flags may be written in different words.</summary>
    public static bool AreEqual(VcpuState* a, VcpuState* b)
    {
        var left = new ReadOnlySpan<byte>(a, Length);
        var right = new ReadOnlySpan<byte>(b, Length);
        return left.SequenceEqual(right)
            || (left[..FlagsStart].SequenceEqual(right[..FlagsStart]) && left[FlagsEnd..].SequenceEqual(right[FlagsEnd..])
                && LazyFlags.Image(a->Result, a->Carries) == LazyFlags.Image(b->Result, b->Carries));
    }

    /// <summary>The fields that differ.</summary>
    public static IEnumerable<string> Differences(VcpuState* direct, VcpuState* recorded)
    {
        (VcpuState left, VcpuState right) = (*direct, *recorded);
        uint leftFlags = LazyFlags.Image(left.Result, left.Carries) | left.SystemFlags;
        uint rightFlags = LazyFlags.Image(right.Result, right.Carries) | right.SystemFlags;
        (string Name, string? Left, string? Right) flags = ("EFlags", $"{leftFlags:X}", $"{rightFlags:X}");
        return Fields(left, right, "")
            .Append(flags)
            .Where(f => f.Left != f.Right)
            .Select(f => $"{f.Name}: direct {f.Left}, recorded {f.Right}");
    }

    private static IEnumerable<(string Name, string? Left, string? Right)> Fields(object left, object right, string prefix)
    {
        foreach (FieldInfo field in left.GetType().GetFields())
        {
            if (prefix.Length == 0 && Marshal.OffsetOf<VcpuState>(field.Name) >= Length || field.Name is nameof(VcpuState.Result) or nameof(VcpuState.Carries))
            {
                continue;
            }

            (object a, object b) = (field.GetValue(left)!, field.GetValue(right)!);
            if (field.FieldType == typeof(SegmentCache))
            {
                foreach ((string, string?, string?) inner in Fields(a, b, $"{field.Name}."))
                {
                    yield return inner;
                }
            }
            else if (field.FieldType == typeof(FloatState) || field.FieldType == typeof(X87Register) || field.FieldType == typeof(XmmRegister))
            {
                foreach ((string, string?, string?) inner in Fields(a, b, $"{prefix}{field.Name}."))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return ($"{prefix}{field.Name}", $"{a:X}", $"{b:X}");
            }
        }
    }
}
