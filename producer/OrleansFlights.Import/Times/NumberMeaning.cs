namespace OrleansFlights.Import.Times;

/// <summary>What a number in a column of times means.</summary>
internal enum NumberMeaning
{
    /// <summary>A time of day as hours and minutes: 515, 0515, 2400.</summary>
    HoursMinutes,

    /// <summary>A date: 20150131.</summary>
    YearMonthDay,

    /// <summary>Seconds since the Unix epoch.</summary>
    Seconds,

    /// <summary>Milliseconds since the Unix epoch.</summary>
    Milliseconds,

    /// <summary>Microseconds since the Unix epoch.</summary>
    Microseconds,

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    Nanoseconds,
}

/// <summary>
/// Tells what numbers mean by their size. Seconds since the epoch from 1973 to 2199 have 9 or 10 digits, milliseconds 12 or 13, and so on:
/// the ranges do not touch, so that one column is never taken for another unit. What lies in none of them has no meaning that could be
/// known.
/// </summary>
internal static class NumberMeanings
{
    private const double LeastSeconds = 1e8;
    private const double MostSeconds = 7_258_118_400;

    /// <summary>Words that files of profiles may use, in the order of the values.</summary>
    public static readonly string[] Names = ["hhmm", "yyyymmdd", "seconds", "milliseconds", "microseconds", "nanoseconds"];

    /// <summary>What one number means; null when that cannot be told.</summary>
    public static NumberMeaning? Of(double number)
    {
        if (IsHoursMinutes(number))
            return NumberMeaning.HoursMinutes;
        if (IsYearMonthDay(number))
            return NumberMeaning.YearMonthDay;
        if (IsYearToMinute(number))
            return null;
        for (var meaning = NumberMeaning.Seconds; meaning <= NumberMeaning.Nanoseconds; meaning++)
        {
            if (number >= LeastSeconds * Scale(meaning) && number < MostSeconds * Scale(meaning))
                return meaning;
        }

        return null;
    }

    /// <summary>The time that a number stands for; false when it is outside what the meaning allows.</summary>
    public static bool TryRead(double number, long? whole, NumberMeaning meaning, out TimeValue value)
    {
        value = default;
        switch (meaning)
        {
            case NumberMeaning.HoursMinutes when IsHoursMinutes(number):
                value = new TimeValue(TimeForm.TimeOfDay, ((int)number / 100 * TimeValue.Hour) + ((int)number % 100 * TimeValue.Minute));
                return true;
            case NumberMeaning.YearMonthDay when IsYearMonthDay(number):
                var date = (int)number;
                value = TimeValue.Of(new DateTime(date / 10_000, date / 100 % 100, date % 100)) with { Form = TimeForm.Date };
                return true;
            case >= NumberMeaning.Seconds when number >= LeastSeconds * Scale(meaning) && number < MostSeconds * Scale(meaning):
                var perUnit = 1_000_000 / Scale(meaning);
                var micros = whole is { } exact
                    ? meaning == NumberMeaning.Nanoseconds ? exact / 1_000 : exact * (long)perUnit
                    : (long)Math.Round((decimal)number * (decimal)perUnit);
                value = new TimeValue(TimeForm.Instant, micros);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Units of the meaning in a second.</summary>
    private static double Scale(NumberMeaning meaning) => meaning switch
    {
        NumberMeaning.Seconds => 1,
        NumberMeaning.Milliseconds => 1e3,
        NumberMeaning.Microseconds => 1e6,
        _ => 1e9,
    };

    private static bool IsHoursMinutes(double number) => number is >= 0 and <= 2400 && number == Math.Floor(number) && number % 100 < 60;

    /// <summary>201501310515 may be a time of January 2015 or milliseconds of May 1976.</summary>
    private static bool IsYearToMinute(double number) =>
        number is > 190_001_010_000 and < 219_912_312_400 && IsYearMonthDay(Math.Floor(number / 10_000)) && IsHoursMinutes(number % 10_000);

    private static bool IsYearMonthDay(double number)
    {
        if (number is < 19_000_101 or > 21_991_231 || number != Math.Floor(number))
            return false;
        var (month, day) = ((int)number / 100 % 100, (int)number % 100);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((int)number / 10_000, month);
    }
}
