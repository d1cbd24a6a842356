namespace OrleansFlights.Log;

/// <summary>Part of a partition that the log no longer held when a reader needed it.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">First offset missing.</param>
/// <param name="To">Offset behind the last one missing.</param>
public readonly record struct LogHole(int Partition, long From, long To);
