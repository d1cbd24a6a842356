using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation;

namespace OrleansFlights.Log.DeadLetters;

/// <summary>
/// Takes a partition's rejected records to the topic of dead letters, beside the reader so that it is not slowed. Invariant: the dead
/// letters of a partition lie in its namesake partition in offset order, each once, because a writer begins behind the last one that is
/// there, looks there again after an append that failed, and a checkpoint waits for <see cref="FlushAsync"/>.
/// </summary>
public sealed partial class DeadLetterWriter : IAsyncDisposable
{
    private const int MaxWaiting = 4_096;
    private const int BytesPerPlace = 16 * 1024;
    private const int MaxBatch = 512;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ITopic _events;
    private readonly ITopic _deadLetters;
    private readonly int _partition;
    private readonly ILogger _logger;
    private readonly Channel<Item> _waiting = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _room = new(MaxWaiting);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private long _after;

    private DeadLetterWriter(ITopic events, ITopic deadLetters, int partition, long after, MissedRecords? missed, ILogger logger)
    {
        _events = events;
        _deadLetters = deadLetters;
        _partition = partition;
        _after = after;
        _logger = logger;
        _run = Task.Run(() => RunAsync(missed is null ? null : missed with { From = Math.Max(missed.From, after + 1) }));
    }

    /// <summary>Opens the writer of a partition behind its last dead letter.</summary>
    /// <param name="events">The topic that is read.</param>
    /// <param name="deadLetters">The topic of its dead letters.</param>
    /// <param name="partition">The partition of both.</param>
    /// <param name="logger">Takes errors.</param>
    /// <param name="missed">Records below the reader's start that nobody looked at yet: their letters come first. Null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogException">A topic cannot be read.</exception>
    public static async Task<DeadLetterWriter> OpenAsync(
        ITopic events, ITopic deadLetters, int partition, ILogger logger, MissedRecords? missed, CancellationToken cancellationToken)
    {
        var after = await LastDeadLetter.OriginAsync(events, deadLetters, partition, cancellationToken);
        return new DeadLetterWriter(events, deadLetters, partition, after, missed, logger);
    }

    /// <summary>Takes a record; waits while too many are under way.</summary>
    public void Add(in LogRecord record, string reason, CancellationToken cancellationToken)
    {
        if (record.Offset <= _after)
            return;
        _after = record.Offset;
        var letter = DeadLetter.Of(in record, reason, _events.Topic);
        for (var place = Places(letter); place > 0; place--)
            _room.Wait(cancellationToken);
        _waiting.Writer.TryWrite(new Item(letter, null));
    }

    /// <summary>Completes when everything added before, and what was missed before that, is on the topic.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_waiting.Writer.TryWrite(new Item(null, flushed)))
            await flushed.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops; what is not on the topic yet will be found again by the next reader, which starts at the checkpoint.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _run;
        DeadLetterFailures.Clear(_events.Topic, _partition);
        _stop.Dispose();
        _room.Dispose();
    }

    private static int Places(DeadLetter letter) => 1 + ((letter.Key.Length + letter.Value.Length) / BytesPerPlace);

    private async Task RunAsync(MissedRecords? missed)
    {
        var letters = new List<DeadLetter>(MaxBatch);
        var flushes = new List<TaskCompletionSource>();
        try
        {
            if (missed is not null && missed.From < missed.To)
                await new MissedLetters(_events, _partition, missed, AppendAsync, _logger).WriteAsync(_stop.Token);
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                while (letters.Count < MaxBatch && _waiting.Reader.TryRead(out var item))
                {
                    if (item.Flushed is { } flushed)
                        flushes.Add(flushed);
                    else
                        letters.Add(item.Letter!);
                }

                var places = letters.Sum(Places);
                await AppendAsync(letters);
                if (places > 0)
                    _room.Release(places);
                flushes.ForEach(f => f.TrySetResult());
                letters.Clear();
                flushes.Clear();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            flushes.ForEach(f => f.TrySetCanceled());
        }

        while (_waiting.Reader.TryRead(out var item))
            item.Flushed?.TrySetCanceled();
    }

    /// <summary>
    /// Appends letters, however often that takes. What is too large for the topic is found by appending one by one, and appended with fewer
    /// and fewer bytes of the record: a letter that cannot be written must not keep the others back.
    /// </summary>
    private async Task AppendAsync(IReadOnlyList<DeadLetter> letters)
    {
        var backoff = new Backoff(FirstPause, LongestPause);
        while (letters.Count > 0)
        {
            try
            {
                await _deadLetters.AppendAsync(letters.Select(Entry).ToArray(), _stop.Token);
                LogMetrics.DeadLetters(_partition, letters.Count);
                DeadLetterFailures.Clear(_events.Topic, _partition);
                return;
            }
            catch (LogException e) when (e.IsTooLarge && letters.Count > 1)
            {
                foreach (var letter in await WithoutWrittenAsync(letters))
                    await AppendAsync([letter]);
                return;
            }
            catch (LogException e) when (e.IsTooLarge && letters is [{ Key.Length: > 0 } or { Value.Length: > 0 }])
            {
                letters = [Shorter(letters[0])];
            }
            catch (LogException e)
            {
                var pause = backoff.Next();
                LogRefused(e, letters.Count, _events.Topic, _partition, pause);
                DeadLetterFailures.Set(_events.Topic, _partition, e.Message);
                await Task.Delay(pause, _stop.Token);
                letters = await WithoutWrittenAsync(letters);
            }
        }

        DeadLetterFailures.Clear(_events.Topic, _partition);
    }

    /// <summary>Of letters that may have been written those that were not; all when that cannot be told now.</summary>
    private async Task<IReadOnlyList<DeadLetter>> WithoutWrittenAsync(IReadOnlyList<DeadLetter> letters)
    {
        try
        {
            var last = await LastDeadLetter.OriginAsync(_events, _deadLetters, _partition, _stop.Token);
            return [.. letters.Where(l => l.Offset > last)];
        }
        catch (LogException)
        {
            return letters;
        }
    }

    private static DeadLetter Shorter(DeadLetter letter) =>
        letter.Shortened(letter.IsWhole ? DeadLetter.FirstBytes : Math.Max(letter.Key.Length, letter.Value.Length) / 4);

    /// <summary>A topic may refuse records of the future and of times before 1970; the letter says the record's own time.</summary>
    private LogEntry Entry(DeadLetter letter) => new(
        letter.RecordKey, letter.ToBytes(), Math.Clamp(letter.Timestamp, 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), _partition);

    [LoggerMessage(10, LogLevel.Error, "Cannot write {Count} dead letters of {Topic}/{Partition}; trying again in {Pause}")]
    private partial void LogRefused(Exception exception, int count, string topic, int partition, TimeSpan pause);

    private readonly record struct Item(DeadLetter? Letter, TaskCompletionSource? Flushed);
}
