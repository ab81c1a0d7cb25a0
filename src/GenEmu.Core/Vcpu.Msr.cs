namespace GenEmu.Core;

/// <content>Model-specific registers; those that do not exist are #GP.</content>
public sealed unsafe partial class Vcpu
{
    private const uint TimeStampCounterMsr = 0x10;
    private const uint SysenterCsMsr = 0x174;
    private const uint DebugControlIndex = 0x1D9;
    private const uint SysenterEspMsr = 0x175;
    private const uint SysenterEipMsr = 0x176;

    private ulong _timeStampOffset;

    internal bool TryReadMsr(uint index, out ulong value)
    {
        switch (index)
        {
            case TimeStampCounterMsr:
                value = TimeStamp;
                return true;
            case SysenterCsMsr:
                value = _s->SysenterCs;
                return true;
            case SysenterEspMsr:
                value = _s->SysenterEsp;
                return true;
            case SysenterEipMsr:
                value = _s->SysenterEip;
                return true;
            case DebugControlIndex:
                value = _s->DebugControl;
                return true;
            default:
                value = 0;
                return false;
        }
    }

    internal bool TryWriteMsr(uint index, ulong value)
    {
        switch (index)
        {
            case TimeStampCounterMsr:
                _timeStampOffset += value - TimeStamp;
                return true;
            case SysenterCsMsr:
                _s->SysenterCs = (uint)value;
                return true;
            case SysenterEspMsr:
                _s->SysenterEsp = (uint)value;
                return true;
            case SysenterEipMsr:
                _s->SysenterEip = (uint)value;
                return true;
            case DebugControlIndex when (value & ~Cpu.DebugControlMsr.Defined) == 0:
                _s->DebugControl = value;
                return true;
            default:
                return false;
        }
    }
}
