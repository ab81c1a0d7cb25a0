namespace GenEmu.Core.Apic;

/// <content>The timer (SDM vol. 3, 10.5.4): one-shot or periodic, a count of the bus clock.</content>
internal sealed partial class LocalApic
{
    /// <summary>Nanoseconds of one bus clock: 100 MHz.</summary>
    private const long BusClock = 10;

    /// <summary>When the count began; null while it stands at zero.</summary>
    private long? _countStart;

    private bool IsPeriodic => (this[ApicRegister.LvtTimer] & LvtPeriodic) != 0;

    /// <summary>Nanoseconds of one count. The register's bits 3, 1 and 0 are the power of two, from 2 on; 7 is 1.</summary>
    private long CountLength
    {
        get
        {
            uint divide = this[ApicRegister.DivideConfiguration];
            return BusClock << (int)((((divide & 3) | ((divide & 8) >> 1)) + 1) & 7);
        }
    }

    private uint CurrentCount
    {
        get
        {
            long initial = this[ApicRegister.InitialCount];
            if (_countStart is not { } start || Timer is null)
            {
                return 0;
            }

            long counted = (Timer.Now - start) / CountLength;
            return (uint)(IsPeriodic ? initial - (counted % initial) : Math.Max(0, initial - counted));
        }
    }

    /// <summary>The instant that was asked for has come.</summary>
    public void TimerExpired()
    {
        if (_countStart is not { } start || Timer is not { } timer)
        {
            return;
        }

        long period = this[ApicRegister.InitialCount] * CountLength;
        if (IsPeriodic)
        {
            _countStart = start + ((timer.Now - start) / period * period);       // periods that time has jumped over are one interrupt
            timer.Arm(_countStart.Value + period);
        }
        else
        {
            _countStart = null;
        }

        Raise(ApicRegister.LvtTimer);
    }

    private void StartTimer(uint initialCount)
    {
        this[ApicRegister.InitialCount] = initialCount;
        StopTimer();
        if (initialCount != 0 && Timer is { } timer)
        {
            _countStart = timer.Now;
            timer.Arm(timer.Now + (initialCount * CountLength));
        }
    }

    /// <summary>A new divisor: the count goes on from where it is.</summary>
    private void Divide(uint value)
    {
        uint left = CurrentCount;
        this[ApicRegister.DivideConfiguration] = value;
        if (_countStart is not null && Timer is { } timer)
        {
            _countStart = timer.Now - ((this[ApicRegister.InitialCount] - left) * CountLength);
            timer.Arm(timer.Now + (left * CountLength));
        }
    }

    private void StopTimer()
    {
        _countStart = null;
        Timer?.Cancel();
    }
}
