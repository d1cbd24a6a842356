namespace OrleansFlights.Log.DeadLetters;

/// <summary>Says why a record is no event; null when it is one.</summary>
public delegate string? RecordJudge(in LogRecord record);

/// <summary>
/// Records that a reader leaves out because the batch layer counted them before it came to them. What of them is no event has no dead
/// letter yet, unless another reader was there before.
/// </summary>
/// <param name="From">The first offset.</param>
/// <param name="To">The offset to stop before.</param>
/// <param name="Judge">Tells events from others; used by one thread.</param>
public sealed record MissedRecords(long From, long To, RecordJudge Judge);
