using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;
using OrleansFlights.Streams.Delivery;
using OrleansFlights.Streams.Protocol;

namespace OrleansFlights.Streams.Reading;

/// <summary>
/// Reads one partition on a thread of its own, maps its records and groups them into polls, a few ahead of who takes them. Waits for the
/// log with growing pauses when it cannot be read; never skips anything.
/// </summary>
/// <typeparam name="TEvent">The streams' events.</typeparam>
public sealed partial class PartitionReader<TEvent> : ILogRecordSink, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ITopic _log;
    private readonly int _partition;
    private readonly IRecordMapper<TEvent> _mapper;
    private readonly DeadLetterWriter _deadLetters;
    private readonly LogStreamOptions _options;
    private readonly PolledBatchBuilder<TEvent> _builder;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _ahead;
    private readonly Channel<PolledBatch<TEvent>> _polls = Channel.CreateUnbounded<PolledBatch<TEvent>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<LogHole, CancellationToken, Task> _recordHole;
    private readonly Dictionary<long, string> _poison = [];
    private long _rewindTo = long.MaxValue;
    private long _position;
    private long? _firstMilliseconds;

    /// <summary>Makes a reader; <see cref="Start"/> starts it.</summary>
    public PartitionReader(
        ITopic log,
        PartitionStart start,
        IRecordMapper<TEvent> mapper,
        DeadLetterWriter deadLetters,
        Func<LogHole, CancellationToken, Task> recordHole,
        LogStreamOptions options,
        ILogger logger)
    {
        _log = log;
        _partition = start.Partition;
        _mapper = mapper;
        _deadLetters = deadLetters;
        _options = options;
        _logger = logger;
        _builder = new PolledBatchBuilder<TEvent>(
            start.Partition, start.Offset, start.Floor, start.Apart.Select(apart => apart.Stream).ToHashSet());
        _recordHole = recordHole;
        _ahead = new SemaphoreSlim(options.PollsAhead);
    }

    /// <summary>The polls, in order.</summary>
    public ChannelReader<PolledBatch<TEvent>> Polls => _polls.Reader;

    /// <summary>The next offset to read.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Starts reading.</summary>
    public void Start()
    {
        _position = _builder.Position;
        new Thread(Run) { IsBackground = true, Name = $"{_log.Topic}/{_partition}" }.Start();
    }

    /// <summary>Says that a poll was taken and another may be read.</summary>
    public void Taken() => _ahead.Release();

    /// <summary>Goes back to an offset, or further back if that was asked already.</summary>
    public void Rewind(long offset)
    {
        long current;
        do
        {
            current = Volatile.Read(ref _rewindTo);
        }
        while (offset < current && Interlocked.CompareExchange(ref _rewindTo, offset, current) != current);
    }

    /// <summary>Stops reading; completes when the thread has ended.</summary>
    public Task StopAsync()
    {
        _stop.Cancel();
        return _stopped.Task;
    }

    /// <inheritdoc/>
    void ILogRecordSink.OnRecord(in LogRecord record)
    {
        _firstMilliseconds ??= record.TimestampMilliseconds;
        if ((_poison.Count == 0 ? null : _poison.GetValueOrDefault(record.Offset)) is not { } reason)
        {
            if ((reason = Map(in record)) is null)
                return;
        }

        _deadLetters.Add(in record, reason, _stop.Token);
    }

    /// <summary>
    /// Records a hole before the reader goes on behind it, however long that takes: an answer that passes it has to say so.
    /// </summary>
    void ILogRecordSink.OnHole(LogHole hole)
    {
        LogCutOff(_log.Topic, hole.Partition, hole.From, hole.To);
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                _recordHole(hole, _stop.Token).GetAwaiter().GetResult();
                return;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                var pause = backoff.Next();
                LogHoleNotRecorded(e, _log.Topic, hole.Partition, pause);
                _stop.Token.WaitHandle.WaitOne(pause);
                _stop.Token.ThrowIfCancellationRequested();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _ahead.Dispose();
    }

    private string? Map(in LogRecord record)
    {
        try
        {
            return _mapper.Map(in record, _builder);
        }
        catch (Exception e)
        {
            throw new PoisonRecordException(record.Offset, e);
        }
    }

    private void Run()
    {
        var backoff = new Backoff(FirstPause, LongestPause);
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    using var reader = _log.OpenReader(_partition, _builder.Position);
                    while (true)
                    {
                        ReadPoll(reader);
                        backoff.Reset();
                    }
                }
                catch (PoisonRecordException e)
                {
                    // Part of its events may be in the poll already, so the poll is read again without it.
                    LogPoison(e.InnerException!, _log.Topic, _partition, e.Offset);
                    _poison[e.Offset] = $"the record could not be mapped: {e.InnerException!.Message}";
                    _builder.Abandon();
                    _ahead.Release();
                }
                catch (LogException e)
                {
                    var pause = backoff.Next();
                    LogUnreadable(e, _log.Topic, _partition, pause);
                    _builder.Abandon();
                    _ahead.Release();
                    _stop.Token.WaitHandle.WaitOne(pause);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            LogStopped(_log.Topic, _partition, _builder.Position);
        }
        catch (Exception e)
        {
            LogFailed(e, _log.Topic, _partition);
            _polls.Writer.TryComplete(e);
        }
        finally
        {
            _polls.Writer.TryComplete();
            _stopped.TrySetResult();
        }
    }

    private void ReadPoll(ILogReader reader)
    {
        _ahead.Wait(_stop.Token);
        var rewind = Interlocked.Exchange(ref _rewindTo, long.MaxValue);
        if (rewind < _builder.Position)
        {
            LogRewinding(_log.Topic, _partition, _builder.Position, rewind);
            _builder.Rewind(rewind);
            reader.Seek(rewind);
        }

        _firstMilliseconds = null;
        reader.Read(this, _options.PollRecords, _options.PollWait, _stop.Token);
        Emit(reader.Position);
    }

    private void Emit(long position)
    {
        Volatile.Write(ref _position, position);
        if (position == _builder.Position)
        {
            _ahead.Release();
            return;
        }

        _polls.Writer.TryWrite(_builder.Close(position, _firstMilliseconds));
    }

    [LoggerMessage(1, LogLevel.Error, "Cannot read {Topic}/{Partition}; trying again in {Pause}")]
    private partial void LogUnreadable(Exception exception, string topic, int partition, TimeSpan pause);

    [LoggerMessage(
        2, LogLevel.Warning, "Going back in {Topic}/{Partition} from {Position} to {Offset}: a consumer lost what is no longer held")]
    private partial void LogRewinding(string topic, int partition, long position, long offset);

    [LoggerMessage(3, LogLevel.Critical, "The reader of {Topic}/{Partition} failed")]
    private partial void LogFailed(Exception exception, string topic, int partition);

    [LoggerMessage(5, LogLevel.Error, "The record at {Topic}/{Partition}/{Offset} cannot be mapped; it goes to the dead letters")]
    private partial void LogPoison(Exception exception, string topic, int partition, long offset);

    [LoggerMessage(
        41, LogLevel.Error,
        "{Topic}/{Partition} was cut off: offsets {From} to {To} are gone before they were read; answers that need them are marked "
        + "incomplete")]
    private partial void LogCutOff(string topic, int partition, long from, long to);

    [LoggerMessage(7, LogLevel.Error, "A hole in {Topic}/{Partition} could not be recorded; reading waits for it, trying again in {Pause}")]
    private partial void LogHoleNotRecorded(Exception exception, string topic, int partition, TimeSpan pause);

    [LoggerMessage(4, LogLevel.Debug, "The reader of {Topic}/{Partition} stopped at {Position}")]
    private partial void LogStopped(string topic, int partition, long position);
}
