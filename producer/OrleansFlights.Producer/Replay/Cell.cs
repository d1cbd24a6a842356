using System.Globalization;
using System.Text;
using OrleansFlights.Flights;

namespace OrleansFlights.Producer.Replay;

/// <summary>Reads a cell of a row, of whatever type the file has, as what a field needs.</summary>
internal static class Cell
{
    private static readonly string[] LocalTimes =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy/MM/dd HH:mm", "yyyy/MM/dd HH:mm:ss",
    ];

    /// <summary>The text of a cell; empty when it holds nothing.</summary>
    public static string Text(object? cell) => cell switch
    {
        null => "",
        string text => text,
        ReadOnlyMemory<char> text => text.ToString(),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    /// <summary>The instant of a cell. A time without zone counts as UTC; a whole number as Unix milliseconds.</summary>
    public static bool TryTime(object cell, out DateTimeOffset instant)
    {
        switch (cell)
        {
            case DateTimeOffset value:
                instant = value.ToUniversalTime();
                return true;
            case DateTime value:
                // Files have no zone of ours: whatever kind the reader says, the digits are UTC.
                instant = new DateTimeOffset(value.Ticks, TimeSpan.Zero);
                return true;
            case long or int:
                var milliseconds = Convert.ToInt64(cell, CultureInfo.InvariantCulture);
                var inRange = Math.Abs(milliseconds) < TimeSpan.FromDays(366 * 7_000).TotalMilliseconds && milliseconds > -62_135_596_800_000;
                instant = inRange ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
                return inRange;
            default:
                return TryTime(Text(cell), out instant);
        }
    }

    /// <summary>The number of a cell.</summary>
    public static bool TryNumber(object cell, out double number)
    {
        switch (cell)
        {
            case double value:
                number = value;
                break;
            case long value:
                number = value;
                break;
            case IConvertible value and not string:
                number = value.ToDouble(CultureInfo.InvariantCulture);
                break;
            default:
                return double.TryParse(Text(cell), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
        }

        return double.IsFinite(number);
    }

    private static bool TryTime(string text, out DateTimeOffset instant)
    {
        if (Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var microseconds) && Math.Abs(microseconds) < long.MaxValue / TimeSpan.TicksPerMicrosecond)
        {
            var ticks = DateTimeOffset.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond);
            instant = ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
            return instant != default;
        }

        return DateTimeOffset.TryParseExact(text, LocalTimes, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
    }
}
