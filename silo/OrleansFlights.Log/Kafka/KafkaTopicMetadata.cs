using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Kafka;

/// <summary>A topic on the cluster: made once when it does not exist, then asked for its partitions, which may become more.</summary>
/// <param name="client">The way to the cluster.</param>
/// <param name="name">Its name.</param>
/// <param name="maker">Makes it.</param>
/// <param name="wanted">How many partitions it gets.</param>
/// <param name="refresh">How old what is known of the partitions may become.</param>
/// <param name="logger">Where to say what was found.</param>
internal sealed class KafkaTopicMetadata(
    KafkaClient client, string name, KafkaTopicMaker maker, WantedPartitions wanted, TimeSpan refresh, ILogger logger) : IDisposable
{
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lock _sync = new();
    private Task<bool> _look = Task.FromResult(false);
    private long _lookedAt;
    private volatile int _partitions;

    public string Name { get; } = name;

    /// <summary>Partitions as last seen; 0 before the first look.</summary>
    public int KnownPartitions => _partitions;

    /// <summary>The number of partitions, as it was a short while ago; makes the topic when it does not exist.</summary>
    public async ValueTask<int> PartitionsAsync(CancellationToken cancellationToken)
    {
        if (_partitions == 0)
            await OpenAsync(cancellationToken);
        else if (IsTimeToLook())
            await TryLookAsync(cancellationToken);
        return _partitions;
    }

    /// <summary>
    /// The number of partitions now; makes the topic when it does not exist, and its partitions when it is to have as many as another.
    /// </summary>
    public async ValueTask<int> RefreshAsync(CancellationToken cancellationToken)
    {
        if (_partitions == 0 || !await LookAsync(cancellationToken))
            await OpenAsync(cancellationToken);
        if (wanted.Follows && await wanted.Count(cancellationToken) is var count && count > _partitions)
            await GrowAsync(count, cancellationToken);
        return _partitions;
    }

    public void Dispose() => _gate.Dispose();

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_partitions > 0)
                return;
            if (!await LookAsync(cancellationToken))
            {
                await maker.MakeAsync(Name, await wanted.Count(cancellationToken), cancellationToken);
                await WaitForPartitionsAsync(1, cancellationToken);
            }

            KafkaLogMessages.Opened(logger, Name, _partitions);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task GrowAsync(int partitions, CancellationToken cancellationToken)
    {
        try
        {
            await maker.GrowAsync(Name, partitions, cancellationToken);
            await WaitForPartitionsAsync(partitions, cancellationToken);
        }
        catch (LogException e)
        {
            // Those there are go on; who needs one that is missing says so.
            KafkaLogMessages.NotGrown(logger, e, Name, _partitions, partitions);
        }
    }

    private bool IsTimeToLook()
    {
        var (at, now) = (Volatile.Read(ref _lookedAt), Environment.TickCount64);
        return now - at > refresh.TotalMilliseconds && Interlocked.CompareExchange(ref _lookedAt, now, at) == at;
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
        }
        catch (LogException e)
        {
            KafkaLogMessages.NotRefreshed(logger, e, Name, _partitions);
        }
    }

    /// <summary>Asks the cluster how many partitions there are now; false when the topic does not exist or has no leaders yet.</summary>
    /// <remarks>Whoever asks meanwhile gets the same answer, so that a cluster that is away holds up one thread and not many.</remarks>
    private Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            if (_look.IsCompleted)
                _look = Task.Run(Look, CancellationToken.None);
            return _look.WaitAsync(cancellationToken);
        }
    }

    private bool Look()
    {
        var started = Environment.TickCount64;
        while (true)
        {
            try
            {
                return Take(client.Describe(Name));
            }
            catch (KafkaException e)
            {
                var failure = KafkaFailure.From(e, $"describe topic {Name}");
                if (!failure.IsTransient)
                    throw failure;
                if (Environment.TickCount64 - started > client.Options.RequestTimeout.TotalMilliseconds)
                    throw KafkaFailure.NoAnswer(client.Options, failure);
            }
        }
    }

    private bool Take(TopicMetadata topic)
    {
        if (topic.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.LeaderNotAvailable)
            return false;
        if (topic.Error.IsError)
            throw KafkaFailure.Of(topic.Error, $"describe topic {Name}");
        if (_partitions == 0 && topic.Partitions.Exists(partition => partition.Leader < 0))
            return false;

        Volatile.Write(ref _lookedAt, Environment.TickCount64);
        _partitions = topic.Partitions.Count;
        return true;
    }

    /// <summary>A new topic exists before its partitions have leaders, and until then nothing can be asked of them.</summary>
    private async Task WaitForPartitionsAsync(int partitions, CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + (long)client.Options.RequestTimeout.TotalMilliseconds;
        while (!await LookAsync(cancellationToken) || _partitions < partitions)
        {
            if (Environment.TickCount64 > deadline)
                throw new LogException($"Kafka made partitions of topic {Name}, but they have no leaders yet.") { IsTransient = true };
            await Task.Delay(LookPause, cancellationToken);
        }
    }
}

/// <summary>How many partitions a topic gets.</summary>
/// <param name="Count">Their number.</param>
/// <param name="Follows">Whether it gets more when that number rises; else what counts is the number when it is made.</param>
internal readonly record struct WantedPartitions(Func<CancellationToken, ValueTask<int>> Count, bool Follows);
