using GenEmu.Core.Cpu;

namespace GenEmu.Core;

/// <content>Memory type range registers (SDM vol. 3, 11.11): kept and checked, without an effect, because nothing is cached.</content>
public sealed unsafe partial class Vcpu
{
    private const uint MtrrCapabilitiesMsr = 0xFE;
    private const uint MtrrVariableMsr = 0x200;
    private const uint MtrrDefaultTypeMsr = 0x2FF;

    /// <summary>Eight variable ranges, fixed ranges, write-combining.</summary>
    private const ulong MtrrCapabilities = MsrState.VariableRanges | (1 << 8) | (1 << 10);

    private const ulong MtrrBaseDefined = 0xF_FFFF_F0FF;           // 36 physical address bits, and the type
    private const ulong MtrrMaskDefined = 0xF_FFFF_F800;           // the mask, and V
    private const ulong MtrrDefaultDefined = 0xCFF;                // E, FE, and the type

    private static int VariableMtrr(uint index) => index - MtrrVariableMsr < 2 * MsrState.VariableRanges ? (int)(index - MtrrVariableMsr) : -1;

    /// <summary>One register for 512 KiB in pieces of 64 KiB, two for 256 KiB in pieces of 16, eight for 256 KiB in pieces of 4.</summary>
    private static int FixedMtrr(uint index) => index switch
    {
        0x250 => 0,
        0x258 or 0x259 => (int)(index - 0x257),
        >= 0x268 and <= 0x26F => (int)(index - 0x265),
        _ => -1,
    };

    private bool TryReadMtrr(uint index, out ulong value)
    {
        value = 0;
        if (!Model.Has(CpuFeatures.Mtrr))
        {
            return false;
        }

        int variable = VariableMtrr(index);
        int @fixed = FixedMtrr(index);
        value = variable >= 0 ? _s->Msr.MtrrVariable[variable]
            : @fixed >= 0 ? _s->Msr.MtrrFixed[@fixed]
            : index == MtrrDefaultTypeMsr ? _s->Msr.MtrrDefaultType
            : MtrrCapabilities;
        return variable >= 0 || @fixed >= 0 || index is MtrrDefaultTypeMsr or MtrrCapabilitiesMsr;
    }

    private bool TryWriteMtrr(uint index, ulong value)
    {
        if (!Model.Has(CpuFeatures.Mtrr))
        {
            return false;
        }

        if (VariableMtrr(index) is >= 0 and int variable)
        {
            bool isMask = (variable & 1) != 0;
            bool valid = isMask ? (value & ~MtrrMaskDefined) == 0 : (value & ~MtrrBaseDefined) == 0 && MemoryTypes.IsMtrrType(value & 0xFF);
            _s->Msr.MtrrVariable[variable] = valid ? value : _s->Msr.MtrrVariable[variable];
            return valid;
        }

        if (FixedMtrr(index) is >= 0 and int @fixed)
        {
            bool valid = MemoryTypes.AreAll(value, MemoryTypes.IsMtrrType);
            _s->Msr.MtrrFixed[@fixed] = valid ? value : _s->Msr.MtrrFixed[@fixed];
            return valid;
        }

        if (index != MtrrDefaultTypeMsr || (value & ~MtrrDefaultDefined) != 0 || !MemoryTypes.IsMtrrType(value & 0xFF))
        {
            return false;             // MTRRcap is read-only
        }

        _s->Msr.MtrrDefaultType = value;
        return true;
    }
}
