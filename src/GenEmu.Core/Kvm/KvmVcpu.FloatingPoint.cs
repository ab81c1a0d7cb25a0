using System.Buffers.Binary;
using GenEmu.Core.Units;

namespace GenEmu.Core.Kvm;

/// <content>x87 and SSE as an XSAVE area.</content>
public sealed unsafe partial class KvmVcpu
{
    private const int X87Component = 1;
    private const int SseComponent = 2;
    private const uint InitialMxcsr = 0x1F80;
    private const ushort InitialControl = 0x037F;

    /// <summary>KVM_GET_XSAVE.</summary>
    /// <returns>The area's 4096 bytes; <see cref="KvmXsave"/> says what is where.</returns>
    public byte[] GetXsave()
    {
        byte[] area = new byte[KvmXsave.Length];
        VcpuRegisters r = _cpu.Registers;
        BinaryPrimitives.WriteUInt16LittleEndian(area, r.FpuControl);
        BinaryPrimitives.WriteUInt16LittleEndian(area.AsSpan(2), r.FpuStatus);
        area[4] = _cpu.ShownState->Unit.Valid;
        BinaryPrimitives.WriteUInt16LittleEndian(area.AsSpan(6), r.FpuOpcode);
        BinaryPrimitives.WriteUInt32LittleEndian(area.AsSpan(8), r.FpuInstruction.Offset);
        BinaryPrimitives.WriteUInt16LittleEndian(area.AsSpan(12), r.FpuInstruction.Segment);
        BinaryPrimitives.WriteUInt32LittleEndian(area.AsSpan(16), r.FpuOperand.Offset);
        BinaryPrimitives.WriteUInt16LittleEndian(area.AsSpan(20), r.FpuOperand.Segment);
        BinaryPrimitives.WriteUInt32LittleEndian(area.AsSpan(KvmXsave.MxcsrOffset), r.Mxcsr);
        BinaryPrimitives.WriteUInt32LittleEndian(area.AsSpan(KvmXsave.MxcsrOffset + 4), 0xFFFF);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            X87Value value = r.GetSt(i);
            Span<byte> slot = area.AsSpan(KvmXsave.StackOffset + (i * KvmXsave.SlotLength));
            BinaryPrimitives.WriteUInt64LittleEndian(slot, value.Significand);
            BinaryPrimitives.WriteUInt16LittleEndian(slot[8..], value.SignExponent);
        }

        for (int i = 0; i < FloatState.Registers; i++)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(area.AsSpan(KvmXsave.XmmOffset + (i * KvmXsave.SlotLength)), r.GetXmm(i));
        }

        area[KvmXsave.HeaderOffset] = X87Component | SseComponent;
        return area;
    }

    /// <summary>KVM_SET_XSAVE. A component that the area does not have takes its initial state.</summary>
    /// <param name="area">The area.</param>
    /// <exception cref="KvmException">It has components that the CPU does not have, is compacted, or reserved bits are set.</exception>
    public void SetXsave(ReadOnlySpan<byte> area)
    {
        KvmXsave.Check(area);
        Begin(keepPendingIo: false);
        ApplyXsave(area);
    }

    /// <summary>KVM_GET_XCRS.</summary>
    /// <returns>The structure's bytes: XCR0 as after RESET.</returns>
    public static byte[] GetXcrs() => KvmXcrs.Write();

    private void ApplyXsave(ReadOnlySpan<byte> area)
    {
        int components = area[KvmXsave.HeaderOffset];
        Span<byte> legacy = stackalloc byte[KvmXsave.HeaderOffset];
        legacy.Clear();
        if ((components & X87Component) != 0)
        {
            area[..KvmXsave.MxcsrOffset].CopyTo(legacy);
            area[KvmXsave.StackOffset..KvmXsave.XmmOffset].CopyTo(legacy[KvmXsave.StackOffset..]);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(legacy, InitialControl);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(legacy[KvmXsave.MxcsrOffset..], InitialMxcsr);
        if ((components & SseComponent) != 0)
        {
            area.Slice(KvmXsave.MxcsrOffset, 4).CopyTo(legacy[KvmXsave.MxcsrOffset..]);
            area[KvmXsave.XmmOffset..KvmXsave.HeaderOffset].CopyTo(legacy[KvmXsave.XmmOffset..]);
        }

        LoadLegacy(legacy);
    }

    private void LoadLegacy(ReadOnlySpan<byte> image)
    {
        VcpuRegisters r = _cpu.Registers;
        r.FpuControl = BinaryPrimitives.ReadUInt16LittleEndian(image);
        r.FpuStatus = BinaryPrimitives.ReadUInt16LittleEndian(image[2..]);
        _cpu.ChangedState->Unit.Valid = image[4];
        r.FpuOpcode = BinaryPrimitives.ReadUInt16LittleEndian(image[6..]);
        r.FpuInstruction = (BinaryPrimitives.ReadUInt16LittleEndian(image[12..]), BinaryPrimitives.ReadUInt32LittleEndian(image[8..]));
        r.FpuOperand = (BinaryPrimitives.ReadUInt16LittleEndian(image[20..]), BinaryPrimitives.ReadUInt32LittleEndian(image[16..]));
        r.Mxcsr = BinaryPrimitives.ReadUInt32LittleEndian(image[KvmXsave.MxcsrOffset..]);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            ReadOnlySpan<byte> slot = image[(KvmXsave.StackOffset + (i * KvmXsave.SlotLength))..];
            r.SetSt(i, new X87Value(BinaryPrimitives.ReadUInt64LittleEndian(slot), BinaryPrimitives.ReadUInt16LittleEndian(slot[8..])));
            r.SetXmm(i, BinaryPrimitives.ReadUInt128LittleEndian(image[(KvmXsave.XmmOffset + (i * KvmXsave.SlotLength))..]));
        }
    }
}
