namespace OrleansFlights.Search.Elasticsearch;

/// <summary>When a write is tried again that a busy server refused: after pauses that double, a bounded number of times.</summary>
internal readonly record struct BusyRetry(int Attempts, TimeSpan First)
{
    private const int MostDoublings = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The pause after an attempt, counted from 1; null when it was the last.</summary>
    public TimeSpan? PauseAfter(int attempt)
    {
        if (attempt >= Attempts)
            return null;
        var pause = First * Math.Pow(2, Math.Min(attempt - 1, MostDoublings));
        return pause < Longest ? pause : Longest;
    }

    /// <summary>Whether a status says that the server is busy.</summary>
    public static bool IsBusy(int? status) => status is 429 or 503;
}
