namespace OrleansFlights.Streams.Protocol;

/// <summary>A position to write on top of the one that is stored.</summary>
/// <param name="Expected">The position that is stored, as far as is known; null for none.</param>
/// <param name="Position">The position to write.</param>
/// <param name="Life">The store's life that it may be written in.</param>
/// <param name="Epoch">How often the reader had been sent back when this was decided.</param>
public readonly record struct CheckpointIntent(long? Expected, long Position, string Life, int Epoch);

/// <summary>
/// The store went back below what was recorded. What was sent until then may not be sent again: it claims that all before it is settled.
/// </summary>
/// <param name="ReadFrom">The offset that the reader has to go back to; null when it is on its way that far back already.</param>
public readonly record struct GoneBack(long? ReadFrom);

/// <summary>
/// Decides what is written as the checkpoint of a partition, and in which life of the store. Invariant: a position is recorded only in the
/// life that the consumers were durable in, and a reader that was sent back owes the store the lower position until it is written, whatever
/// fails meanwhile.
/// </summary>
/// <remarks>Pure; not safe for concurrent use. One intent is written at a time.</remarks>
public sealed class PartitionCheckpoints
{
    private readonly CheckpointPlan _plan;
    private long? _stored;
    private long? _owed;

    // Read by whoever sends, without a lock.
    private volatile string _settledIn;

    /// <summary>The decisions of a reader that starts.</summary>
    public PartitionCheckpoints(PartitionStart start)
    {
        Partition = start.Partition;
        _plan = new CheckpointPlan(start.Offset, start.Floor);
        _stored = start.Stored;
        _settledIn = start.Life;
    }

    /// <summary>The partition.</summary>
    public int Partition { get; }

    /// <summary>What is known of the store.</summary>
    public StoreKnowledge Store { get; private set; } = new StoreKnowledge.Unasked();

    /// <summary>
    /// The life of the store in which it was last seen to hold the checkpoint: only there is settled what the first batches claim.
    /// </summary>
    public string SettledIn => _settledIn;

    /// <summary>The position recorded last: what ends at or below it need not be held any more.</summary>
    public long Recorded => _plan.Recorded;

    /// <summary>Which way the reader is going.</summary>
    public ReaderCourse Course => _plan.Course;

    /// <summary>The position that the store is taken to hold; null for none.</summary>
    public long? Stored => _stored;

    /// <summary>See <see cref="CheckpointPlan.NeededFrom"/>.</summary>
    public long NeededFrom(long seen) => _plan.NeededFrom(seen);

    /// <summary>See <see cref="CheckpointPlan.NotePoll"/>.</summary>
    public bool NotePoll(long from) => _plan.NotePoll(from);

    /// <summary>Takes over the store's life; in another one than before the checkpoint may be gone.</summary>
    public void Enter(string life)
    {
        if (Store is StoreKnowledge.Unasked || Store.Life != life)
            Store = new StoreKnowledge.Unconfirmed(life);
    }

    /// <summary>
    /// What has to be written before anything else: the position that the reader was sent back to, or, in a life that was not confirmed
    /// yet, what is stored once more, also while there is nothing to record: nobody else would notice that it is gone. Null for nothing.
    /// </summary>
    public CheckpointIntent? Outstanding()
    {
        if (_owed is { } lower)
            return Intend(Math.Min(lower, _stored ?? lower), Store.Life);
        return Store is StoreKnowledge.Unconfirmed && _stored is { } stored ? Intend(stored, Store.Life) : null;
    }

    /// <summary>See <see cref="CheckpointPlan.Begin"/>.</summary>
    public CheckpointAttempt? Begin(long position) => _plan.Begin(position, Store.Life);

    /// <summary>
    /// What to write when all consumers are durable; null when the reader was sent back since the checkpoint began. It is written in the
    /// life that the consumers were asked in, whatever is known by now.
    /// </summary>
    public CheckpointIntent? Record(CheckpointAttempt attempt) =>
        _plan.MayRecord(attempt) ? Intend(attempt.Position, attempt.Life) : null;

    /// <summary>Decides for a consumer that lacks what is no longer held; see <see cref="CheckpointPlan.Rewind"/>.</summary>
    /// <returns>Whether the reader has to go back; then, and until it is written, <see cref="Outstanding"/> says what to write.</returns>
    public bool SendBack(long needed, long position)
    {
        if (!_plan.Rewind(needed, position))
            return false;
        var lower = _plan.RecordedOnRewind(needed);
        _owed = Math.Min(lower, _owed ?? lower);
        return true;
    }

    /// <summary>Notes that an intent is written.</summary>
    public void NoteWritten(CheckpointIntent intent)
    {
        _stored = intent.Position;
        _plan.NoteRecorded(intent.Position);

        // One that was decided before the reader was sent back pays nothing.
        if (intent.Epoch == _plan.Epoch)
            _owed = null;
        if (Store.Life == intent.Life)
        {
            Store = new StoreKnowledge.Confirmed(intent.Life);
            _settledIn = intent.Life;
        }
    }

    /// <summary>Notes that an intent was refused for what the store holds; see <see cref="CheckpointPlan.StoreHolds"/>.</summary>
    /// <param name="found">The position that is stored; null for none.</param>
    /// <param name="position">The next offset of the reader.</param>
    /// <returns>Null when the store holds as much as was recorded.</returns>
    public GoneBack? NoteRefused(long? found, long position)
    {
        _stored = found;

        // What the store holds is as low as what is owed to it: to pay now would put back what it lost.
        if (found is not { } held || held <= _owed)
            _owed = null;
        var before = _plan.Recorded;
        var back = _plan.StoreHolds(found, position);
        return _plan.Recorded < before ? new GoneBack(back) : null;
    }

    private CheckpointIntent Intend(long position, string life) => new(_stored, position, life, _plan.Epoch);
}
