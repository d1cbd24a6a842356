namespace OrleansFlights.Log;

/// <summary>A log that knows how much it holds, and a size beyond which it would rather forget.</summary>
public interface ISizedLog
{
    /// <summary>The size in bytes beyond which its oldest records may go; null for none.</summary>
    long? Limit { get; }

    /// <summary>The bytes that its records take, those of all topics; without what is free.</summary>
    /// <exception cref="LogException">The log cannot be read.</exception>
    ValueTask<long> GetBytesAsync(CancellationToken cancellationToken);
}
