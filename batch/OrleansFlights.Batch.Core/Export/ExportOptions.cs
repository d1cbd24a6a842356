namespace OrleansFlights.Batch.Export;

/// <summary>What to export.</summary>
public enum ExportKind
{
    /// <summary>A row per view: its whole tally.</summary>
    Views,

    /// <summary>A row per view and 5-minute window.</summary>
    Windows,

    /// <summary>A row per flight event of the archive.</summary>
    Flights,
}

/// <summary>How to write it.</summary>
public enum ExportFormat
{
    /// <summary>Comma separated, with a header.</summary>
    Csv,

    /// <summary>Apache Parquet, zstd.</summary>
    Parquet,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>An export.</summary>
/// <param name="Kind">What.</param>
/// <param name="Format">How.</param>
/// <param name="File">Where to; it appears whole or not at all.</param>
/// <param name="Generation">As of which generation; null for the published one.</param>
public sealed record ExportOptions(ExportKind Kind, ExportFormat Format, string File, long? Generation);

/// <summary>What was exported.</summary>
/// <param name="Generation">The generation.</param>
/// <param name="Rows">How many rows.</param>
public sealed record ExportResult(long Generation, long Rows);
