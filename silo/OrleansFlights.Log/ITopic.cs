namespace OrleansFlights.Log;

/// <summary>
/// One topic of an append-only log in numbered partitions. Within a partition offsets only rise; they need not be dense, and readers
/// must not assume that they are. What an append acknowledged survives the death of every process at once.
/// </summary>
public interface ITopic : IAsyncDisposable
{
    /// <summary>The topic's name.</summary>
    string Topic { get; }

    /// <summary>
    /// Which log the topic's offsets belong to now. Asked anew each time: the topic may have been made again, or its file exchanged,
    /// meanwhile.
    /// </summary>
    /// <exception cref="LogException">The log cannot be reached or read; or, see <see cref="LogException.IsMissing"/>, the topic does not
    /// exist any more.</exception>
    ValueTask<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Where each partition begins and ends now, ordered by partition.</summary>
    /// <exception cref="LogException">The log cannot be reached or read.</exception>
    ValueTask<IReadOnlyList<OffsetRange>> GetOffsetsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Appends records and returns when every one of them is durable; records with one key keep their order. Each lies on the log once; one
    /// whose timestamp is days old may lie there twice when a machine of the log died meanwhile. It then counts twice, for every layer
    /// alike.
    /// </summary>
    /// <exception cref="LogException">
    /// The log cannot take them (unreachable, disk full, read-only). Records already acknowledged by earlier calls are safe; of this call's
    /// records some may have been appended, so a caller that repeats it appends at least once.
    /// </exception>
    ValueTask AppendAsync(ReadOnlyMemory<LogEntry> entries, CancellationToken cancellationToken);

    /// <summary>Opens a reader of one partition. Not shared between threads; any number may read one partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The first offset to read; an offset beyond the end waits for it, one below the begin starts at the begin and
    /// tells the sink of the hole.</param>
    ILogReader OpenReader(int partition, long offset);

    /// <summary>Forgets records below an offset; may keep some more of them than asked.</summary>
    ValueTask TruncateAsync(int partition, long before, CancellationToken cancellationToken);
}

/// <summary>Reads one partition forwards. Blocks its caller, so it belongs on a thread of its own.</summary>
public interface ILogReader : IDisposable
{
    /// <summary>The next offset to read: everything of the partition below it has been handed out (or never existed).</summary>
    long Position { get; }

    /// <summary>Hands records to the sink until there are no more at once or <paramref name="maxRecords"/> is reached.</summary>
    /// <param name="sink">Receives each record; must not keep its spans.</param>
    /// <param name="maxRecords">Most records of one call, above 0; a reader may stop somewhat later, at the end of a stored batch.</param>
    /// <param name="wait">How long to wait for a first record.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many records were handed out; 0 when none came in time.</returns>
    /// <exception cref="LogException">The log cannot be read; the reader stays where it was and may be tried again.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    int Read(ILogRecordSink sink, int maxRecords, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Goes on from another offset.</summary>
    void Seek(long offset);
}

/// <summary>Takes records from a reader, on the reader's thread.</summary>
public interface ILogRecordSink
{
    /// <summary>Called once per record, in offset order.</summary>
    void OnRecord(in LogRecord record);

    /// <summary>
    /// Called when the log no longer holds what the reader needs next, in its place among the records: the reader goes on behind the hole.
    /// When the call throws, the reader stays before it and tells of it again. Gaps that a log makes by itself (transaction markers,
    /// compaction) are no holes.
    /// </summary>
    void OnHole(LogHole hole)
    {
    }
}
