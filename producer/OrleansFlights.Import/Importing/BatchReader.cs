using System.Collections.Concurrent;
using System.Threading.Channels;
using OrleansFlights.Import.Sources;
using OrleansFlights.Simulation;

namespace OrleansFlights.Import.Importing;

/// <summary>
/// Reads a source into batches. At full speed in the order of its rows; with a pace in the order of event times, as far as rows come in
/// order of their first events: what a row says of later is held until the rows have come so far.
/// </summary>
internal sealed class BatchReader(
    ImportSource source, ImportState start, ReplayPace pace, TimeProvider time, ChannelWriter<ImportBatch> batches)
{
    private const int BatchRecords = 16_384;
    private const int MostHeld = 10_000;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly PriorityQueue<(OutgoingRecord Record, long? Timestamp, PendingEvent Place),
        (DateTimeOffset Due, long Row, int At)> _held = new();
    private readonly HashSet<PendingEvent> _pending = [];
    private readonly ConcurrentQueue<ImportBatch> _returned = [];
    private readonly long _started = time.GetTimestamp();
    private ImportBatch _batch = new();
    private ImportState _state = new();
    private long _row;
    private long _bad;
    private long _leftOut;
    private double _share;

    /// <summary>Takes a batch back that nobody looks at any more.</summary>
    public void Return(ImportBatch batch)
    {
        batch.Clear();
        _returned.Enqueue(batch);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        (_state, _row, _bad, _leftOut) = (start, start.Row, start.Bad, start.LeftOut);
        _pending.UnionWith(start.Pending);
        using var cursor = source.Open();
        var first = start.Pending.Count > 0 ? Math.Min(start.Pending.Min(pending => pending.Row), start.Row + 1) : start.Row + 1;
        if (start.Row == 0 && source is TableSource table)
            Report(table);
        while (cursor.Next(map: cursor.Sequence + 1 >= first))
        {
            cancellation.ThrowIfCancellationRequested();
            _share = cursor.Share;
            if (cursor.Sequence > start.Row)
                Count(cursor);
            for (var at = 0; at < cursor.Records.Count; at++)
                await TakeAsync(cursor, at, cancellation);
            if (!pace.IsUnlimited && cursor.Records.Count > 0)
                await ReleaseAsync(cursor.Records[0].EventTime ?? DateTimeOffset.MinValue, cancellation);
            if (_batch.Records.Count + _batch.BadRows.Count >= BatchRecords)
                await FlushAsync(cancellation);
        }

        await ReleaseAsync(DateTimeOffset.MaxValue, cancellation);
        _state = _state with { Done = true };
        _share = 1;
        await FlushAsync(cancellation);
    }

    private void Count(RowCursor cursor)
    {
        _row = cursor.Sequence;
        _bad += cursor.Problem is null ? 0 : 1;
        _leftOut += cursor.LeftOut ? 1 : 0;
        if (cursor.Problem is { } problem)
            _batch.BadRows.Add(new BadRow(source.Part.Name, cursor.Sequence, cursor.Where, problem.Column, problem.Value, problem.Reason));
    }

    private void Report(TableSource table)
    {
        _bad = table.BadLines.Count;
        foreach (var line in table.BadLines)
            _batch.BadRows.Add(new BadRow(source.Part.Name, 0, $"line {line.Line}", line.Column, line.Text, line.Reason));
    }

    private async ValueTask TakeAsync(RowCursor cursor, int at, CancellationToken cancellation)
    {
        var place = new PendingEvent(cursor.Sequence, at);
        if (cursor.Sequence <= start.Row && !_pending.Contains(place))
            return;
        var record = cursor.Records[at];
        if (pace.IsUnlimited || record.EventTime is not { } due)
        {
            _batch.Add(record, cursor.Timestamp);
            return;
        }

        _held.Enqueue((record, cursor.Timestamp, place), (due, cursor.Sequence, at));
        if (_held.Count > MostHeld)
            await SendAsync(_held.Peek(), cancellation);
    }

    /// <summary>Sends what is held up to an event time.</summary>
    private async ValueTask ReleaseAsync(DateTimeOffset upTo, CancellationToken cancellation)
    {
        while (_held.TryPeek(out _, out var next) && next.Due <= upTo)
            await SendAsync(_held.Peek(), cancellation);
    }

    private async ValueTask SendAsync((OutgoingRecord Record, long? Timestamp, PendingEvent Place) held, CancellationToken cancellation)
    {
        for (TimeSpan wait; (wait = pace.UntilDue(held.Record.EventTime, time.GetElapsedTime(_started))) > ShortestWait;)
        {
            // It is still held while it waits, so that the state of what is sent before says so.
            await FlushAsync(cancellation);
            await Task.Delay(wait < LongestTimer ? wait : LongestTimer, time, cancellation);
        }

        _held.Dequeue();
        _batch.Add(held.Record, held.Timestamp);
        if (_batch.Records.Count >= BatchRecords)
            await FlushAsync(cancellation);
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_batch.Records.Count == 0 && _batch.BadRows.Count == 0 && !_state.Done)
            return;
        _state = _state with
        {
            Row = _row,
            Events = _state.Events + _batch.Records.Count,
            Bad = _bad,
            LeftOut = _leftOut,
            Pending = _held.Count == 0 ? [] : [.. _held.UnorderedItems.Select(item => item.Element.Place)],
        };
        _batch.State = _state;
        _batch.Share = _share;
        await batches.WriteAsync(_batch, cancellation);
        _batch = _returned.TryDequeue(out var returned) ? returned : new ImportBatch();
    }
}
