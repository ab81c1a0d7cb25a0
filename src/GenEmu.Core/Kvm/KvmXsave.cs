using System.Buffers.Binary;

namespace GenEmu.Core.Kvm;

/// <summary><c>struct kvm_xsave</c>: an XSAVE area in the standard form (SDM vol. 1, 13.4), 4096 bytes. The CPU has the components x87 (bit 0) and SSE (bit 1).</summary>
/// <remarks>The legacy region is FXSAVE's image; after it come the header's XSTATE_BV and XCOMP_BV, and 48 bytes that are zero.</remarks>
public static class KvmXsave
{
    /// <summary>Bytes.</summary>
    public const int Length = 4096;

    /// <summary>The components that there are: x87 and SSE.</summary>
    public const ulong Supported = 3;

    internal const int HeaderOffset = 512;
    internal const int HeaderLength = 64;
    internal const int MxcsrOffset = 24;
    internal const int StackOffset = 32;
    internal const int XmmOffset = 160;
    internal const int SlotLength = 16;

    private const uint MxcsrDefined = 0xFFFF;

    /// <summary>Whether <see cref="KvmVcpu.SetXsave"/> would take an area.</summary>
    /// <param name="area">The area.</param>
    /// <exception cref="KvmException">It would not; the message names the check.</exception>
    public static void Check(ReadOnlySpan<byte> area)
    {
        KvmException.Require(area.Length >= Length, "kvm_xsave has 4096 bytes");
        ReadOnlySpan<byte> header = area.Slice(HeaderOffset, HeaderLength);
        ulong components = BinaryPrimitives.ReadUInt64LittleEndian(header);
        KvmException.Require((components & ~Supported) == 0, $"XSTATE_BV {components:X}h has components that the CPU does not have");
        KvmException.Require(BinaryPrimitives.ReadUInt64LittleEndian(header[8..]) == 0, "XCOMP_BV is not 0: the compacted form");
        KvmException.Require(!header[16..].ContainsAnyExcept((byte)0), "the header's reserved bytes are not 0");
        uint mxcsr = BinaryPrimitives.ReadUInt32LittleEndian(area[MxcsrOffset..]);
        KvmException.Require((components & 2) == 0 || (mxcsr & ~MxcsrDefined) == 0, $"MXCSR {mxcsr:X}h has reserved bits");
    }
}
