using GenEmu.Abstractions;

namespace GenEmu.Core.Apic;

/// <content>The local vector table: the processor's own sources of interrupts, and its two pins (SDM vol. 3, 10.5.1).</content>
internal sealed partial class LocalApic
{
    private const uint LvtMask = 1 << 16;
    private const uint LvtPeriodic = 1 << 17;
    private const uint LvtLevel = 1 << 15;
    private const uint LvtRemote = 1 << 14;
    private const int LvtModeShift = 8;
    private const uint LvtVector = 0xFF;
    private const uint LvtMode = 7 << LvtModeShift;
    private const uint LvtPinBits = LvtLevel | (1 << 13);       // trigger mode and polarity

    private bool _pin0;
    private bool _pin1;

    /// <summary>Whether the INTR line of the 8259 reaches the processor through LINT0. Without the APIC, the pins are INTR and NMI (SDM vol. 3, 10.4.3).</summary>
    private bool PassesExternal => !IsReachable || ModeOf(ApicRegister.LvtPin0) == ApicDeliveryMode.External && IsUnmasked(ApicRegister.LvtPin0);

    /// <summary>The level of LINT0 or LINT1.</summary>
    public void SetPin(int pin, bool level)
    {
        ref bool current = ref pin == 0 ? ref _pin0 : ref _pin1;
        bool rises = level && !current;
        current = level;
        int register = pin == 0 ? ApicRegister.LvtPin0 : ApicRegister.LvtPin1;
        if (level && IsLevelPin(register))
        {
            RaiseLevel(register);
        }
        else if (rises)
        {
            Raise(register);
        }

        Update();
    }

    private static uint Writable(int register) => register switch
    {
        ApicRegister.LvtTimer => LvtVector | LvtMask | LvtPeriodic,
        ApicRegister.LvtError => LvtVector | LvtMask,
        ApicRegister.LvtPin0 or ApicRegister.LvtPin1 => LvtVector | LvtMask | LvtMode | LvtPinBits,
        _ => LvtVector | LvtMask | LvtMode,
    };

    private void WriteLvt(int register, uint value)
    {
        uint writable = Writable(register);
        this[register] = (this[register] & ~writable) | (value & writable) | (IsSoftwareEnabled ? 0 : LvtMask);
        if (!IsLevelPin(register))
        {
            this[register] &= ~LvtRemote;
        }
        else if (PinOf(register))
        {
            RaiseLevel(register);
        }

        Update();
    }

    /// <summary>A local source has an event.</summary>
    private void Raise(int register)
    {
        if (!IsReachable && register == ApicRegister.LvtPin1)
        {
            _cpu.RaiseNmi();
            return;
        }

        if (!IsReachable || !IsUnmasked(register))
        {
            return;
        }

        switch (ModeOf(register))
        {
            case ApicDeliveryMode.Fixed:
                Accept((byte)this[register], isLevel: false);
                break;
            case ApicDeliveryMode.Nmi or ApicDeliveryMode.Smi or ApicDeliveryMode.Init:
                Receive(new ApicMessage(0, false, ModeOf(register), 0, false));
                break;
        }
    }

    /// <summary>A pin with a level-triggered fixed interrupt: one at a time, until it is ended.</summary>
    private void RaiseLevel(int register)
    {
        if (IsReachable && IsUnmasked(register) && (this[register] & LvtRemote) == 0)
        {
            this[register] |= LvtRemote;
            Accept((byte)this[register], isLevel: true);
        }
    }

    private void EndPinInterrupt(byte vector)
    {
        foreach (int register in (ReadOnlySpan<int>)[ApicRegister.LvtPin0, ApicRegister.LvtPin1])
        {
            if ((this[register] & LvtRemote) != 0 && (byte)this[register] == vector)
            {
                this[register] &= ~LvtRemote;
                if (PinOf(register))
                {
                    RaiseLevel(register);
                }
            }
        }
    }

    private bool PinOf(int register) => register == ApicRegister.LvtPin0 ? _pin0 : _pin1;

    private bool IsLevelPin(int register)
        => register is ApicRegister.LvtPin0 or ApicRegister.LvtPin1 && ModeOf(register) == ApicDeliveryMode.Fixed && (this[register] & LvtLevel) != 0;

    private bool IsUnmasked(int register) => (this[register] & LvtMask) == 0;

    private ApicDeliveryMode ModeOf(int register) => (ApicDeliveryMode)((this[register] >> LvtModeShift) & 7);
}
