namespace OrleansFlights.Log;

/// <summary>What reads the log in this process, and whether it gets on.</summary>
public interface IReadingHealth
{
    /// <summary>
    /// What is wrong: partitions that cannot be read, stand still, or go on without some of their consumers; null when nothing is.
    /// </summary>
    string? Trouble { get; }
}
