namespace GenEmu.Plugins.Pc;

/// <content>What the clock does: loading, counting, and OUT.</content>
internal partial struct PitCounter
{
    /// <summary>Counts up to a clock pulse.</summary>
    public void Advance(long pulse)
    {
        long pulses = pulse - _pulse;
        _pulse = pulse;
        if (_loadPending && pulses > 0)
        {
            Load();
            pulses--;
        }

        if (!_running || pulses <= 0)
        {
            return;
        }

        if (Mode is 4 or 5 && !_out)
        {
            _out = true; // the strobe lasts one pulse, whatever the gate does
            _strobeArmed = false;
        }

        if (Counts)
        {
            Count(pulses);
        }
    }

    private void Load()
    {
        _loadPending = false;
        _nullCount = false;
        _running = true;
        _loaded = _count;
        _left = _count;
        switch (Mode)
        {
            case 1:
                _out = false;
                break;
            case 2:
                _out = _count != 1;
                break;
            case 3:
                _out = true;
                _left = HalfPeriod;
                break;
            case 4 or 5:
                _out = true;
                _strobeArmed = true;
                break;
        }
    }

    private readonly int HalfPeriod => _out ? (_loaded + 1) / 2 : _loaded / 2;

    private void Count(long pulses)
    {
        switch (Mode)
        {
            case 2:
                CountRate(pulses);
                break;
            case 3:
                CountSquareWave(pulses);
                break;
            default:
                CountOnce(pulses);
                break;
        }
    }

    /// <summary>Modes 0, 1, 4 and 5: one event at zero, then the count wraps around and goes on.</summary>
    private void CountOnce(long pulses)
    {
        int toZero = PulsesToZero;
        _left = (int)(((_left - pulses) % Modulus + Modulus) % Modulus);
        if (pulses < toZero)
        {
            return;
        }

        if (Mode is 0 or 1)
        {
            _out = true;
        }
        else if (_strobeArmed)
        {
            _out = pulses != toZero;
            _strobeArmed = !_out;
        }
    }

    private void CountRate(long pulses)
    {
        if (pulses < _left)
        {
            _left -= (int)pulses;
        }
        else
        {
            _nullCount = false;
            _left = _count - (int)((pulses - _left) % _count);
        }

        _out = _left != 1;
    }

    private void CountSquareWave(long pulses)
    {
        if (pulses >= _left)
        {
            pulses -= _left;
            NextHalf();
            pulses %= _count;
            while (pulses >= _left)
            {
                pulses -= _left;
                NextHalf();
            }
        }

        _left -= (int)pulses;
    }

    private void NextHalf()
    {
        _out = !_out;
        _loaded = _count;
        _nullCount = false;
        _left = HalfPeriod;
    }
}
