using Microsoft.Extensions.Logging;

namespace OrleansFlights.Search;

/// <summary>What search logs.</summary>
internal static partial class SearchMessages
{
    [LoggerMessage(1, LogLevel.Information, "Indexing {Topic} into {Build} from {Progress}")]
    public static partial void Started(ILogger logger, string topic, string build, string progress);

    [LoggerMessage(2, LogLevel.Error, "Indexing flights failed; next try in {Seconds} s")]
    public static partial void Failed(ILogger logger, Exception exception, double seconds);

    [LoggerMessage(3, LogLevel.Information, "The search index {Build} was replaced by another build; going on with that one")]
    public static partial void Replaced(ILogger logger, string build);

    [LoggerMessage(4, LogLevel.Warning, "{Documents} documents for {Target} were not taken at attempt {Attempt}; next one in {Seconds} s")]
    public static partial void Retrying(ILogger logger, int documents, string target, int attempt, double seconds);

    [LoggerMessage(
        5, LogLevel.Error,
        "Partition {Partition} of the log begins at {Begin}, but the search index has come to {Next} only: flights in between are missing "
        + "from it")]
    public static partial void Gap(ILogger logger, int partition, long begin, long next);
}
