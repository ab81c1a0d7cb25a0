using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>One instruction's surroundings; a processor turns the state before it into the state after it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeCase
{
    public NativeContext Context;

    /// <summary>x87 and SSE, as <see cref="NativeFloat"/> lays them out.</summary>
    public FloatBytes Float;

    /// <summary>The bytes at <see cref="NativeLayout.Code"/>, INT3 behind the instruction.</summary>
    public CodeBytes Code;

    /// <summary>The bytes at <see cref="NativeLayout.Area"/>.</summary>
    public AreaBytes Area;

    [InlineArray(NativeFloat.Length)]
    public struct FloatBytes
    {
        private byte _first;
    }

    [InlineArray(NativeLayout.CodeLength)]
    public struct CodeBytes
    {
        private byte _first;
    }

    [InlineArray(NativeLayout.AreaLength)]
    public struct AreaBytes
    {
        private byte _first;
    }
}
