namespace OrleansFlights.Log;

/// <summary>Somebody who reads the log and keeps how far; retention waits for all of them.</summary>
public interface ILogHold
{
    /// <summary>Who, for people.</summary>
    string Name { get; }

    /// <summary>
    /// Per partition of a topic the lowest offset still needed; empty when nothing was read yet, and then nothing is held.
    /// </summary>
    /// <exception cref="LogException">That cannot be told now.</exception>
    ValueTask<IReadOnlyDictionary<int, long>> NeededFromAsync(string topic, CancellationToken cancellationToken);
}
