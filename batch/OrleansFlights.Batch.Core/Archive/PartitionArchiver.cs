using Microsoft.Extensions.Logging;
using OrleansFlights.Log;

namespace OrleansFlights.Batch.Archive;

/// <summary>
/// Archives one partition: each file begins where the one before ended, and covers all that the reader went past, so the files of one
/// archiver leave nothing out.
/// </summary>
internal sealed class PartitionArchiver(
    ArchivedLog log, int partition, IArchiveStore store, WorkDirectory scratch, ArchiveOptions options, TimeProvider time, ILogger logger)
{
    private const int ReadAtOnce = 20_000;
    private const int LooksPerFile = 10;
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks while nothing comes: what a file may wait for anyway, it need not be looked for more often.</summary>
    private TimeSpan IdlePause => TimeSpan.FromTicks(
        Math.Clamp(options.RollAge.Ticks / LooksPerFile, LeastPause.Ticks, MostPause.Ticks));

    /// <summary>
    /// Archives from an offset up to another, exclusive; without that until it is cancelled, which leaves nothing half done.
    /// </summary>
    public async Task RunAsync(long from, long? until, Action<int> progress, CancellationToken cancellationToken)
    {
        using var reader = log.Topic.OpenReader(partition, from);
        while (until is null || from < until)
        {
            from = await ArchiveFileAsync(reader, from, until, progress, cancellationToken);
            if (until is null)
                cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<long> ArchiveFileAsync(
        ILogReader reader, long first, long? until, Action<int> progress, CancellationToken cancellationToken)
    {
        await WaitForRecordsAsync(first, until, cancellationToken);
        await using var file = await ArchiveFileWriter.OpenAsync(scratch, first, time.GetTimestamp(), cancellationToken);
        LogHole? hole = null;
        while (hole is null && !IsFull(file) && (until is null || reader.Position < until))
        {
            var left = (int)Math.Min(ReadAtOnce, options.RollRecords - file.Records);
            var records = file.ReadFrom(reader, left, TimeSpan.Zero, cancellationToken);
            hole = file.TakeHole();
            await file.FlushAsync(cancellationToken);
            progress(records);
            if (records == 0 && hole is null)
                await Task.Delay(IdlePause, time, cancellationToken);
        }

        var name = new ArchiveFile(partition, first, hole?.From ?? reader.Position);
        if (name.End > name.First)
        {
            await ThrowIfExchangedAsync(cancellationToken);
            await file.PutAsync(store, name, log.Identity.Value, cancellationToken);
            BatchMetrics.Archived(file.Records);
            ArchiveMessages.Archived(logger, partition, name.First, name.End, file.Records);
        }

        if (hole is not { } lost)
            return name.End;
        await WriteDownAsync(lost, cancellationToken);
        reader.Seek(lost.To);
        return lost.To;
    }

    /// <summary>Keeps what was read of another log, which took the place of this one meanwhile, out of the archive.</summary>
    private async Task ThrowIfExchangedAsync(CancellationToken cancellationToken) =>
        LogIdentities.ThrowIfOther($"The archive "
            + $"{store.Location}", log.Identity.Value, await log.Topic.GetIdentityAsync(cancellationToken));

    /// <summary>Writes down that the log forgot offsets before they were archived.</summary>
    public async Task WriteDownAsync(LogHole hole, CancellationToken cancellationToken)
    {
        await store.PutEntryAsync(ArchiveEntry.OfHole(partition, hole.From, hole.To, log.Identity.Value), cancellationToken);
        ArchiveMessages.Hole(logger, partition, hole.From, hole.To);
    }

    /// <summary>Keeps an idle partition from opening and closing empty files.</summary>
    private async Task WaitForRecordsAsync(long first, long? until, CancellationToken cancellationToken)
    {
        while (until is null)
        {
            var ranges = await log.Topic.GetOffsetsAsync(cancellationToken);
            if (ranges.Any(e => e.Partition == partition && e.End > first))
                return;
            await Task.Delay(IdlePause, time, cancellationToken);
        }
    }

    private bool IsFull(ArchiveFileWriter file) =>
        file.Records >= options.RollRecords || file.Bytes >= options.RollBytes || time.GetElapsedTime(file.Started) >= options.RollAge;
}

/// <summary>A log that is archived.</summary>
/// <param name="Topic">The log.</param>
/// <param name="Identity">Which log it was when the archiver began.</param>
internal sealed record ArchivedLog(ITopic Topic, LogIdentity Identity);
