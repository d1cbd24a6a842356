namespace OrleansFlights.Streams.Protocol;

/// <summary>A checkpoint under way.</summary>
/// <param name="Position">The offset that it is to record.</param>
/// <param name="Epoch">How often the reader had been sent back when it began.</param>
/// <param name="Life">The store's life in which the consumers are asked to be durable.</param>
public readonly record struct CheckpointAttempt(long Position, int Epoch, string Life = "");

/// <summary>
/// Decides what the reader of a partition may record and when it has to go back in the log. Invariant: every event below
/// <see cref="Recorded"/> is durable with its consumer or below the floor. So a checkpoint that a going back overtook records nothing, and
/// none begins before the reader is back.
/// </summary>
/// <remarks>Pure; not safe for concurrent use.</remarks>
/// <param name="recorded">The position recorded last.</param>
/// <param name="floor">The offset below which no consumer needs anything.</param>
public sealed class CheckpointPlan(long recorded, long floor)
{
    /// <summary>Which way the reader is going.</summary>
    public ReaderCourse Course { get; private set; } = new ReaderCourse.Onward();

    /// <summary>How often the reader was sent back.</summary>
    public int Epoch { get; private set; }

    /// <summary>The position recorded last.</summary>
    public long Recorded { get; private set; } = recorded;

    /// <summary>The offset that a consumer which has seen everything below another needs the partition from.</summary>
    public long NeededFrom(long seen) => Math.Max(seen, floor);

    /// <summary>Begins a checkpoint.</summary>
    /// <param name="position">The end of what was sent.</param>
    /// <param name="life">The store's life now.</param>
    /// <returns>Null when there is nothing to record, or the reader is on its way back.</returns>
    public CheckpointAttempt? Begin(long position, string life = "") =>
        position == Recorded || Course is ReaderCourse.SentBack ? null : new CheckpointAttempt(position, Epoch, life);

    /// <summary>
    /// Whether a checkpoint whose consumers are all durable may be recorded: not when the reader was sent back since it began.
    /// </summary>
    public bool MayRecord(CheckpointAttempt pass) => pass.Epoch == Epoch;

    /// <summary>Notes what was recorded.</summary>
    public long NoteRecorded(long position) => Recorded = position;

    /// <summary>Notes that a poll is about to be sent.</summary>
    /// <param name="from">Where it begins.</param>
    /// <returns>
    /// Whether it is to be sent. Not when it was read before the reader was told to go back, which tells all of it again: it may claim to
    /// cover what was lost since.
    /// </returns>
    public bool NotePoll(long from)
    {
        if (Course is not ReaderCourse.SentBack back)
            return true;
        if (from > back.To)
            return false;
        Course = new ReaderCourse.Returning(back.To, back.From);
        return true;
    }

    /// <summary>
    /// What to record when the reader goes back, even if it is what this reader recorded last: another reader of the partition may have
    /// recorded more since.
    /// </summary>
    public long RecordedOnRewind(long needed) => Math.Min(needed, Recorded);

    /// <summary>Decides for a consumer that lacks what is no longer held.</summary>
    /// <param name="needed">The offset from which it needs the partition.</param>
    /// <param name="position">The next offset of the reader.</param>
    /// <returns>
    /// Whether the reader has to go back to it; if so, <see cref="RecordedOnRewind"/> has to be recorded at once. Not when
    /// the consumer gets it anyway: the reader is to go back that far already, or is on its way up from there and nothing sent since was
    /// released.
    /// </returns>
    public bool Rewind(long needed, long position)
    {
        var getsIt = Course switch
        {
            ReaderCourse.SentBack back => needed >= back.To,
            ReaderCourse.Returning way => needed >= way.To && needed >= Recorded && position < way.From,
            _ => false,
        };
        if (getsIt || needed >= position)
            return false;

        GoBack(needed, position);
        return true;
    }

    /// <summary>
    /// Takes over what the store holds when that is not what was recorded. If it is less, the store went back, or another reader put it
    /// back: all that is above it has to be sent again, and be durable again.
    /// </summary>
    /// <param name="stored">The position that is stored; null for none.</param>
    /// <param name="position">The next offset of the reader.</param>
    /// <returns>The offset that the reader has to go back to; null when it need not.</returns>
    public long? StoreHolds(long? stored, long position)
    {
        var needed = NeededFrom(stored ?? 0);
        if (needed >= Recorded)
            return null;
        Recorded = needed;
        if (needed >= position || (Course is ReaderCourse.SentBack back && needed >= back.To))
            return null;
        GoBack(needed, position);
        return needed;
    }

    private void GoBack(long needed, long position)
    {
        Epoch++;
        Course = new ReaderCourse.SentBack(needed, position);
    }
}
