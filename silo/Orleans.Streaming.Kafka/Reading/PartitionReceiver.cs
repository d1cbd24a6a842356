using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// A partition as the pulling agent sees it: opened at its checkpoint, however often that has to be tried, read forwards, and its progress
/// recorded. A checkpoint never passes what a subscription still has to take.
/// </summary>
internal sealed partial class PartitionReceiver : IQueueAdapterReceiver, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _provider;
    private readonly PartitionBuffer _buffer;
    private readonly PartitionReader _reader;
    private readonly ReplayScanner _scanner;
    private readonly PartitionOpening _opening;
    private readonly PartitionStatuses _statuses;
    private readonly ILogger _logger;
    private readonly Func<PartitionStatus> _status;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _news = new(0, 1);
    private Task _run = Task.CompletedTask;
    private volatile bool _isOpen;
    private long _recorded = -1;
    private string? _trouble = "it is not open yet";

    public PartitionReceiver(
        string provider,
        PartitionBuffer buffer,
        PartitionReader reader,
        ReplayScanner scanner,
        PartitionOpening opening,
        PartitionStatuses statuses,
        ILogger logger)
    {
        _provider = provider;
        _buffer = buffer;
        _reader = reader;
        _scanner = scanner;
        _opening = opening;
        _statuses = statuses;
        _logger = logger;
        _status = Status;
        buffer.OnAwake = Signal;
        buffer.AskForReplay = scanner.Ask;
    }

    public Task Initialize(TimeSpan timeout)
    {
        _statuses.Add(_buffer.Partition, _status);
        _run = Task.Run(RunAsync);
        return Task.CompletedTask;
    }

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        _buffer.Confirm();
        var arrivals = Take();
        if (arrivals.Count > 0 || cancellationToken.IsCancellationRequested)
            return arrivals;

        // An agent that stops is no error.
        var news = _news.WaitAsync(Patience, cancellationToken);
        await ((Task)news).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return news.IsCompletedSuccessfully && await news ? Take() : arrivals;
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public async Task Shutdown(TimeSpan timeout)
    {
        _statuses.Remove(_buffer.Partition, _status);
        await _stop.CancelAsync();
        await _run;
        await _scanner.DisposeAsync();
        await _reader.DisposeAsync();
        if (_isOpen)
        {
            using var giveUp = new CancellationTokenSource(timeout);
            try
            {
                await RecordAsync(giveUp.Token);
            }
            catch (Exception e)
            {
                LogNoLastCheckpoint(e, _provider, _buffer.Partition, _recorded);
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _news.Dispose();
    }

    private List<IBatchContainer> Take()
    {
        var arrivals = new List<IBatchContainer>();
        if (_reader.TryRead(out var chunk))
        {
            if (chunk!.IsRestart)
                _buffer.Restart(chunk.From);
            foreach (var (stream, records) in chunk.Records)
                arrivals.Add(new ArrivalContainer(stream, TokenOf(records[0].Offset), chunk, records));

            // Nothing to hold: the records were for nobody, or there were none.
            if (arrivals.Count == 0)
                _buffer.Advance(chunk.Next);
            Signal();
        }

        foreach (var (stream, offset) in _buffer.TakeAwake())
            arrivals.Add(new ArrivalContainer(stream, TokenOf(offset), null, []));
        return arrivals;
    }

    private KafkaSequenceToken TokenOf(long offset) => new(_buffer.Partition, offset, inclusive: true);

    private void Signal()
    {
        lock (_news)
        {
            if (_news.CurrentCount == 0 && !_stop.IsCancellationRequested)
                _news.Release();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await OpenAsync();
            while (true)
            {
                await Task.Delay(_buffer.Options.CheckpointInterval, _stop.Token);
                try
                {
                    await RecordAsync(_stop.Token);
                    _trouble = null;
                }
                catch (Exception e) when (!_stop.IsCancellationRequested)
                {
                    _trouble = "the checkpoint fails: " + e.Message;
                    LogNoCheckpoint(e, _provider, _buffer.Partition, _recorded);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Given away.
        }
    }

    private async Task OpenAsync()
    {
        while (true)
        {
            try
            {
                var from = await _opening.FindStartAsync(_stop.Token);
                _recorded = from.IsRecorded ? from.Offset : -1;
                _buffer.Begin(from.Offset);
                _scanner.Start();
                _reader.Start(from.Offset, Signal);
                _isOpen = true;
                _trouble = null;
                LogOpened(_provider, _buffer.Partition, from.Offset);
                return;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                _trouble = e.Message;
                LogCannotOpen(e, _provider, _buffer.Partition, Pause);
                await Task.Delay(Pause, _stop.Token);
            }
        }
    }

    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        var delivered = _buffer.Delivered();
        if (delivered == _recorded)
            return;
        await _opening.Checkpoints.WriteAsync(_buffer.Partition, delivered, cancellationToken);
        _recorded = delivered;
    }

    private PartitionStatus Status() => new(
        _buffer.Partition,
        _isOpen ? Math.Max(0, _reader.End - _buffer.Delivered()) : 0,
        _buffer.Bytes,
        _trouble ?? _reader.Trouble);

    [LoggerMessage(60, LogLevel.Information, "Kafka streams {Provider}: partition {Partition} is read from {Offset}")]
    private partial void LogOpened(string provider, int partition, long offset);

    [LoggerMessage(61, LogLevel.Error, "Kafka streams {Provider}: partition {Partition} cannot be opened; trying again in {Pause}")]
    private partial void LogCannotOpen(Exception exception, string provider, int partition, TimeSpan pause);

    [LoggerMessage(62, LogLevel.Error, "Kafka streams {Provider}: no checkpoint of partition {Partition}; the last one is at {Recorded}")]
    private partial void LogNoCheckpoint(Exception exception, string provider, int partition, long recorded);

    [LoggerMessage(
        63, LogLevel.Warning,
        "Kafka streams {Provider}: partition {Partition} is given away without a last checkpoint; the next reader starts at {Recorded}")]
    private partial void LogNoLastCheckpoint(Exception exception, string provider, int partition, long recorded);
}
