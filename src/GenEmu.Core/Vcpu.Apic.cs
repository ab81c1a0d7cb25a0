using GenEmu.Abstractions;
using GenEmu.Core.Apic;
using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core;

/// <content>The local APIC's place: IA32_APIC_BASE, its page, and the lines between it and the processor.</content>
public sealed unsafe partial class Vcpu
{
    private const uint ApicBaseMsr = 0x1B;
    private const ulong NoPage = ulong.MaxValue;

    private bool _intrPin;

    /// <summary>The local APIC; null if the model has none.</summary>
    internal LocalApic? Apic { get; }

    /// <summary>Whether there is a local APIC, and IA32_APIC_BASE lets it work.</summary>
    internal bool IsApicEnabled => Apic is not null && (_s->ApicBase & ApicBase.Enable) != 0;

    /// <summary>The physical page of the local APIC's registers, which hide what is there otherwise; no page if it is not enabled.</summary>
    internal ulong ApicPage => Translations.Hidden;

    /// <summary>The INTR pin, whose vector comes from an acknowledge cycle. With a local APIC it is LINT0.</summary>
    internal void SetInterruptRequest(bool level)
    {
        _intrPin = level;
        if (Apic is null)
        {
            _interruptRequest = level;
            _s->Attention |= level ? 1u : 0;
        }
        else
        {
            Apic.SetPin(0, level);
        }
    }

    /// <summary>The NMI pin. With a local APIC it is LINT1.</summary>
    internal void SetNmiPin(bool level)
    {
        if (Apic is not null)
        {
            Apic.SetPin(1, level);
        }
        else if (level)
        {
            RaiseNmi();
        }
    }

    /// <summary>A message asked for an interrupt whose vector comes from an acknowledge cycle.</summary>
    internal void RaiseExternalInterrupt()
    {
        _externalLatched = true;
        _s->Attention |= 1;
    }

    /// <summary>The local APIC's outputs: an interrupt of its own, and whether the INTR pin gets through.</summary>
    internal void SetApicRequest(bool interrupt, bool passesPin)
    {
        _apicRequest = interrupt;
        _interruptRequest = _intrPin && passesPin;
        _s->Attention |= interrupt || _interruptRequest ? 1u : 0;
    }

    private bool TryReadApicMsr(uint index, out ulong value)
    {
        value = _s->ApicBase;
        return index == ApicBaseMsr && Apic is not null;
    }

    private bool TryWriteApicMsr(uint index, ulong value)
    {
        if (index != ApicBaseMsr || Apic is null || (value & ~ApicBase.Defined) != 0)
        {
            return false;
        }

        bool disabled = (_s->ApicBase & ~value & ApicBase.Enable) != 0;
        _s->ApicBase = (value & ~ApicBase.Bootstrap) | (_s->ApicBase & ApicBase.Bootstrap);
        if (disabled)
        {
            Apic.Reset(ResetKind.Init);          // to be enabled again is to start anew (SDM vol. 3, 10.4.7.1)
        }

        PlaceApic();
        return true;
    }

    private void PlaceApic()
    {
        Translations.Hidden = IsApicEnabled ? _s->ApicBase & ApicBase.Page : NoPage;
        Apic?.Update();
        FlushTranslations();
    }
}
