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

    [LoggerMessage(
        104, LogLevel.Warning,
        "Generation {Generation} is complete but not published: {Pinned} is pinned ({Reason}); batch unpin lets generations be published "
        + "again")]
    public static partial void HeldBack(ILogger logger, long generation, long pinned, string reason);

    [LoggerMessage(
        105, LogLevel.Error, "Generation {Generation} could not count {Holes}: answers that build on it say that they are incomplete")]
    public static partial void Holes(ILogger logger, long generation, string holes);

    [LoggerMessage(
        106, LogLevel.Information, "Generation {Generation} was made before log identities were kept and is taken as one of the log {Log}")]
    public static partial void Adopted(ILogger logger, long generation, string log);

    [LoggerMessage(107, LogLevel.Warning,
        "The log keeps partition {Partition} from {Offset} on, because {Who} still needs it")]
    public static partial void Held(ILogger logger, int partition, long offset, string who);
}
