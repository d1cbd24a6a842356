namespace OrleansFlights.Streams.Protocol;

/// <summary>Which way the reader of a partition is going.</summary>
public abstract record ReaderCourse
{
    private ReaderCourse()
    {
    }

    /// <summary>On, from where it started.</summary>
    public sealed record Onward : ReaderCourse;

    /// <summary>It was told to go back and has not sent a poll from there yet.</summary>
    /// <param name="To">Where it has to go.</param>
    /// <param name="From">The next offset it would have read.</param>
    public sealed record SentBack(long To, long From) : ReaderCourse;

    /// <summary>It went back and sends again what follows.</summary>
    /// <param name="To">How far back it went.</param>
    /// <param name="From">Where it was before.</param>
    public sealed record Returning(long To, long From) : ReaderCourse;
}
