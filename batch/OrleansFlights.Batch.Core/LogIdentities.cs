using OrleansFlights.Log;

namespace OrleansFlights.Batch;

/// <summary>
/// Compares what offsets are kept of with the log they are used on. Two identities never mix; what has none yet is taken for the log's.
/// </summary>
internal static class LogIdentities
{
    /// <summary>Throws when something was made from another log.</summary>
    /// <param name="what">What holds the offsets, for people.</param>
    /// <param name="held">The identity it holds; null for none.</param>
    /// <param name="log">The log; null when it cannot be asked.</param>
    /// <exception cref="BatchException">They differ.</exception>
    public static void ThrowIfOther(string what, string? held, LogIdentity? log)
    {
        if (held is null || log is null || held == log.Value)
            return;

        // A broker that learns to give identities gives one to a topic that had but its name.
        if (new LogIdentity(held).IsNameOnly != log.IsNameOnly)
            return;
        throw new BatchException(
            $"{what} belongs to the log {held}, but the log is {log} now: the topic or its file was made again or exchanged. "
            + "Restore the former log, or start over with `batch reset`.");
    }

    /// <summary>The identity of a log; null when the log cannot be asked now.</summary>
    public static async Task<LogIdentity?> TryReadAsync(ITopic log, CancellationToken cancellationToken)
    {
        try
        {
            return await log.GetIdentityAsync(cancellationToken);
        }
        catch (LogException)
        {
            return null;
        }
    }
}
