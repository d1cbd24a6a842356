using Microsoft.Extensions.Logging;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Runs;

/// <summary>What runs log.</summary>
internal static partial class RunMessages
{
    [LoggerMessage(101, LogLevel.Information, "The {Mode} run made generation {Generation}, cut at {Cut}: {Rows} rows in {Seconds} s")]
    public static partial void Completed(ILogger logger, string mode, long generation, Cut cut, long rows, double seconds);

    [LoggerMessage(102, LogLevel.Error, "A run failed; the published generation stays. Next run in {Seconds} s")]
    public static partial void Failed(ILogger logger, Exception exception, double seconds);

    [LoggerMessage(103, LogLevel.Information, "The log may forget partition {Partition} below {Offset}")]
    public static partial void Truncated(ILogger logger, int partition, long offset);
}
