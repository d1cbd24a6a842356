namespace OrleansFlights.Import.Times;

/// <summary>What a cell says about a moment.</summary>
internal enum TimeForm
{
    /// <summary>A moment: microseconds since the Unix epoch.</summary>
    Instant,

    /// <summary>A date and time of some place: microseconds since 1970-01-01 00:00 there.</summary>
    Local,

    /// <summary>A date: microseconds from 1970-01-01 to its midnight.</summary>
    Date,

    /// <summary>A time of day: microseconds since midnight, up to 24:00 inclusive.</summary>
    TimeOfDay,
}

/// <summary>A time as a cell says it, before it is known which zone it belongs to.</summary>
/// <param name="Form">What it is.</param>
/// <param name="Microseconds">Its value, counted as the form says.</param>
internal readonly record struct TimeValue(TimeForm Form, long Microseconds)
{
    public const long Second = 1_000_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>Divides and rounds down, also below zero.</summary>
    public static long Floor(long value, long unit) => value >= 0 ? value / unit : -((-value + unit - 1) / unit);

    public static TimeValue Of(DateTime local) =>
        new(TimeForm.Local, (local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
}
