using System.Globalization;

namespace OrleansFlights.Import.Tables;

/// <summary>What a cell is.</summary>
internal enum CellKind : byte
{
    /// <summary>No value.</summary>
    Empty,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number with a fraction.</summary>
    Real,

    /// <summary>A date, microseconds since 1970-01-01.</summary>
    Date,

    /// <summary>A date and time without zone, microseconds since 1970-01-01 00:00.</summary>
    Local,

    /// <summary>A moment, microseconds since the Unix epoch.</summary>
    Instant,
}

/// <summary>A cell of a row.</summary>
internal readonly record struct Cell(CellKind Kind, long Whole, double Real, string? Text)
{
    public static Cell Of(string text) => new(CellKind.Text, 0, 0, text);

    public bool IsEmpty => Kind == CellKind.Empty;

    /// <summary>The cell's number, if it is one or a text that is one.</summary>
    public bool TryNumber(out double number)
    {
        switch (Kind)
        {
            case CellKind.Whole:
                number = Whole;
                return true;
            case CellKind.Real:
                number = Real;
                return double.IsFinite(Real);
            case CellKind.Text:
                return double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>The same for amounts, which may have a decimal comma. 1,000 may be one or a thousand and is none.</summary>
    public bool TryAmount(out double number)
    {
        if (TryNumber(out number))
            return true;
        return Kind == CellKind.Text && Text!.IndexOf(',') is > 0 and var comma && Text.Length - comma - 1 is 1 or 2
            && Of(Text.Replace(',', '.')).TryNumber(out number);
    }

    /// <summary>The cell for people.</summary>
    public override string ToString() => Kind switch
    {
        CellKind.Empty => "",
        CellKind.Text => Text!,
        CellKind.Whole => Whole.ToString(CultureInfo.InvariantCulture),
        CellKind.Real => Real.ToString(CultureInfo.InvariantCulture),
        CellKind.Date => Moment().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        CellKind.Local => Moment().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        _ => Moment().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
    };

    private DateTime Moment()
    {
        var most = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var least = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return DateTime.UnixEpoch.AddTicks(Math.Clamp(Whole, least, most) * TimeSpan.TicksPerMicrosecond);
    }
}

/// <summary>How the values of a SQL type come into a <see cref="Cell"/>.</summary>
internal static class CellTypes
{
    /// <summary>The kind of cell of a type, and the SQL that makes it one.</summary>
    public static (CellKind Kind, string Sql) Of(string type, string sql)
    {
        if (type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "HUGEINT" or "UHUGEINT")
            return (CellKind.Whole, $"TRY_CAST({sql} AS BIGINT)");
        if (type is "FLOAT" or "DOUBLE" || type.StartsWith("DECIMAL(", StringComparison.Ordinal))
            return (CellKind.Real, $"CASE WHEN isnan(CAST({sql} AS DOUBLE)) THEN NULL ELSE CAST({sql} AS DOUBLE) END");
        if (type == "DATE")
            return (CellKind.Date, $"CASE WHEN isfinite({sql}) THEN epoch_us(CAST({sql} AS TIMESTAMP)) END");
        if (type is "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS")
            return (CellKind.Local, $"CASE WHEN isfinite(CAST({sql} AS TIMESTAMP)) THEN epoch_us(CAST({sql} AS TIMESTAMP)) END");
        if (type == "TIMESTAMP WITH TIME ZONE")
            return (CellKind.Instant, $"CASE WHEN isfinite({sql}) THEN epoch_us({sql}) END");
        return (CellKind.Text, type == "VARCHAR" ? sql : $"CAST({sql} AS VARCHAR)");
    }
}
