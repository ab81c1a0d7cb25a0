using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// The clock's registers as numbers. Each is written by itself, as the guest does it, so the date may be impossible for a while;
/// it is only made possible when time moves on. The weekday is a counter of its own, as in the chip.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct RtcTime
{
    public const int SecondsPerDay = 86_400;

    /// <summary>The Gregorian calendar repeats after this many years.</summary>
    private const int CalendarCycle = 400;

    private byte _second;
    private byte _minute;
    private byte _hour;
    private byte _weekday;
    private byte _day;
    private byte _month;
    private byte _year;
    private byte _century;

    public RtcTime(DateTimeOffset calendar)
    {
        _second = (byte)calendar.Second;
        _minute = (byte)calendar.Minute;
        _hour = (byte)calendar.Hour;
        _weekday = (byte)(calendar.DayOfWeek + 1);
        _day = (byte)calendar.Day;
        _month = (byte)calendar.Month;
        _year = (byte)(calendar.Year % 100);
        _century = (byte)(calendar.Year / 100);
    }

    public readonly int SecondOfDay => (((_hour * 60) + _minute) * 60) + _second;

    /// <summary>Whether an index is one of the clock's registers.</summary>
    public static bool Has(int index) => index is RtcRegister.Seconds or RtcRegister.Minutes or RtcRegister.Hours or (>= RtcRegister.Weekday and <= RtcRegister.Year) or RtcRegister.Century;

    public readonly byte Read(int index, RtcFormat format) => index switch
    {
        RtcRegister.Seconds => format.Encode(_second),
        RtcRegister.Minutes => format.Encode(_minute),
        RtcRegister.Hours => format.EncodeHour(_hour),
        RtcRegister.Weekday => format.Encode(_weekday),
        RtcRegister.Day => format.Encode(_day),
        RtcRegister.Month => format.Encode(_month),
        RtcRegister.Year => format.Encode(_year),
        _ => format.Encode(_century),
    };

    public void Write(int index, RtcFormat format, byte value)
    {
        byte number = index == RtcRegister.Hours ? format.DecodeHour(value) : format.Decode(value);
        switch (index)
        {
            case RtcRegister.Seconds:
                _second = number;
                break;
            case RtcRegister.Minutes:
                _minute = number;
                break;
            case RtcRegister.Hours:
                _hour = number;
                break;
            case RtcRegister.Weekday:
                _weekday = number;
                break;
            case RtcRegister.Day:
                _day = number;
                break;
            case RtcRegister.Month:
                _month = number;
                break;
            case RtcRegister.Year:
                _year = number;
                break;
            default:
                _century = number;
                break;
        }
    }

    public void Advance(long seconds)
    {
        (long days, long rest) = Math.DivRem(SecondOfDay + seconds, SecondsPerDay);
        _hour = (byte)(rest / 3600);
        _minute = (byte)(rest / 60 % 60);
        _second = (byte)(rest % 60);
        if (days > 0)
        {
            AdvanceDays(days);
        }
    }

    private void AdvanceDays(long days)
    {
        int year = (_century * 100) + _year;
        int standIn = 2000 + (year % CalendarCycle);
        int month = Math.Clamp((int)_month, 1, 12);
        DateTime date = new DateTime(standIn, month, Math.Clamp((int)_day, 1, DateTime.DaysInMonth(standIn, month)), 0, 0, 0, DateTimeKind.Utc).AddDays(days);
        year += date.Year - standIn;
        _century = (byte)(year / 100 % 100);
        _year = (byte)(year % 100);
        _month = (byte)date.Month;
        _day = (byte)date.Day;
        _weekday = (byte)(((_weekday + 6 + days) % 7) + 1);
    }
}
