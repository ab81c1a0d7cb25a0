using GenEmu.Core.Cpu;

namespace GenEmu.Core;

/// <content>Model-specific registers (SDM vol. 4); those that the model does not have are #GP.</content>
public sealed unsafe partial class Vcpu
{
    private const uint TimeStampCounterMsr = 0x10;
    private const uint PlatformIdMsr = 0x17;
    private const uint BiosSignatureMsr = 0x8B;
    private const uint SysenterCsMsr = 0x174;
    private const uint SysenterEspMsr = 0x175;
    private const uint SysenterEipMsr = 0x176;
    private const uint MiscEnableIndex = 0x1A0;
    private const uint DebugControlIndex = 0x1D9;
    private const uint PageAttributeMsr = 0x277;
    private const uint EferIndex = 0xC000_0080;

    private ulong _timeStampOffset;

    internal bool TryReadMsr(uint index, out ulong value)
    {
        value = 0;
        if (!HasMsr(index))
        {
            return TryReadMtrr(index, out value) || TryReadApicMsr(index, out value);
        }

        value = index switch
        {
            TimeStampCounterMsr => TimeStamp,
            BiosSignatureMsr => (ulong)Model.Microcode << 32,
            SysenterCsMsr => _s->SysenterCs,
            SysenterEspMsr => _s->SysenterEsp,
            SysenterEipMsr => _s->SysenterEip,
            MiscEnableIndex => _s->Msr.MiscEnable,
            DebugControlIndex => _s->DebugControl,
            PageAttributeMsr => _s->Msr.Pat,
            EferIndex => _s->Msr.Efer,
            _ => 0,                   // PlatformIdMsr: the first of eight platforms
        };
        return true;
    }

    internal bool TryWriteMsr(uint index, ulong value)
    {
        if (!HasMsr(index))
        {
            return TryWriteMtrr(index, value) || TryWriteApicMsr(index, value);
        }

        switch (index)
        {
            case TimeStampCounterMsr:
                _timeStampOffset += value - TimeStamp;
                return true;
            case BiosSignatureMsr:
                return true;          // software clears it, and the next CPUID puts the revision back: that is how it is read
            case SysenterCsMsr:
                _s->SysenterCs = (uint)value;
                return true;
            case SysenterEspMsr:
                _s->SysenterEsp = (uint)value;
                return true;
            case SysenterEipMsr:
                _s->SysenterEip = (uint)value;
                return true;
            case MiscEnableIndex when (value & ~(MiscEnableMsr.FastStrings | MiscEnableMsr.Unavailable)) == 0:
                _s->Msr.MiscEnable = (value & MiscEnableMsr.FastStrings) | MiscEnableMsr.Unavailable;
                return true;
            case DebugControlIndex when (value & ~DebugControlMsr.Defined) == 0:
                _s->DebugControl = value;
                return true;
            case PageAttributeMsr when MemoryTypes.AreAll(value, MemoryTypes.IsPatType):
                _s->Msr.Pat = value;
                return true;
            case EferIndex when (value & ~EferMsr.Nxe) == 0:
                _s->Msr.Efer = value;
                FlushTranslations();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether the model has one of the registers of this file.</summary>
    private bool HasMsr(uint index) => index switch
    {
        TimeStampCounterMsr => Model.Has(CpuFeatures.Tsc),
        SysenterCsMsr or SysenterEspMsr or SysenterEipMsr => Model.Has(CpuFeatures.Sep),
        PlatformIdMsr or BiosSignatureMsr or DebugControlIndex => Model.IsP6,
        MiscEnableIndex => Model.IsP6 && Model.Has(CpuFeatures.Sse2),          // from the Pentium 4 and M on
        PageAttributeMsr => Model.Has(CpuFeatures.Pat),
        EferIndex => Model.Has(CpuFeatures.Nx),
        _ => false,
    };
}
