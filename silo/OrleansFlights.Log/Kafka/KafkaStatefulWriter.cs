using System.Diagnostics;
using Confluent.Kafka;

namespace OrleansFlights.Log.Kafka;

/// <summary>
/// A writer with a transactional id of its own: the records and the state, which goes to a compacted topic beside, are one transaction. The
/// cluster lets only the newest holder of the id commit, and ends what an older one left open before the newest reads the state.
/// </summary>
internal sealed class KafkaStatefulWriter : IStatefulWriter
{
    // A commit that the process did not see end is ended by the cluster after this long at the latest.
    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromMinutes(1);

    private readonly KafkaTopic _log;
    private readonly KafkaWriterStates _states;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly TimeSpan _timeout;
    private readonly string _name;
    private bool _broken;

    private KafkaStatefulWriter(
        KafkaTopic log, KafkaWriterStates states, IProducer<byte[]?, byte[]?> producer, TimeSpan timeout, string name)
    {
        _log = log;
        _states = states;
        _producer = producer;
        _timeout = timeout;
        _name = name;
    }

    public ReadOnlyMemory<byte> State { get; private set; }

    /// <summary>Takes over the name, waits for what its last holder left to be ended, and reads the state.</summary>
    public static async Task<KafkaStatefulWriter> OpenAsync(
        KafkaClient client, KafkaTopic log, KafkaWriterStates states, string name, CancellationToken cancellationToken)
    {
        var settings = client.ProducerSettings();
        settings["transactional.id"] = $"{log.Topic}/{name}";
        settings["transaction.timeout.ms"] = settings["message.timeout.ms"] = $"{(int)TransactionTimeout.TotalMilliseconds}";
        IProducer<byte[]?, byte[]?> producer;
        try
        {
            producer = new ProducerBuilder<byte[]?, byte[]?>(settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new LogException("The Kafka client does not take its settings (Log:Kafka): " + e.Message, e);
        }

        var writer = new KafkaStatefulWriter(log, states, producer, client.Options.RequestTimeout, name);
        try
        {
            await Task.Run(
                () => writer.Do(() => producer.InitTransactions(client.Options.RequestTimeout), "open a transaction"), cancellationToken);
            writer.State = await states.ReadAsync(name, cancellationToken);
            return writer;
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask CommitAsync(ReadOnlyMemory<LogEntry> entries, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_broken, this);
        cancellationToken.ThrowIfCancellationRequested();
        var partitions = await _log.PartitionsAsync(cancellationToken);
        var mark = await _states.EntryAsync(_name, state, cancellationToken);
        _broken = true;
        await Task.Run(() => Do(() => Commit(entries.Span, partitions, mark), "commit a transaction"), CancellationToken.None);
        _broken = false;
        State = state;
    }

    public async ValueTask DisposeAsync() => await Task.Run(_producer.Dispose);

    private void Commit(ReadOnlySpan<LogEntry> entries, int partitions, (TopicPartition Place, Message<byte[]?, byte[]?> Message) mark)
    {
        var started = Stopwatch.GetTimestamp();
        _producer.BeginTransaction();
        var chosen = _log.Choose(entries, partitions);
        for (var i = 0; i < entries.Length; i++)
            Send(new TopicPartition(_log.Topic, chosen[i]), KafkaTopic.MessageOf(entries[i]));
        Send(mark.Place, mark.Message);
        while (true)
        {
            try
            {
                _producer.CommitTransaction(_timeout);
                LogMetrics.Committed(Stopwatch.GetElapsedTime(started), entries.Length, KafkaTopic.BytesOf(entries));
                return;
            }
            catch (KafkaRetriableException) when (Stopwatch.GetElapsedTime(started) < TransactionTimeout)
            {
                // The same commit may be asked for again.
            }
        }
    }

    private void Send(TopicPartition place, Message<byte[]?, byte[]?> message)
    {
        while (true)
        {
            try
            {
                _producer.Produce(place, message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    /// <summary>
    /// Says Kafka's errors in the words of the log. What must be aborted is: the next holder of the name does not have to wait for it.
    /// </summary>
    private void Do(Action work, string what)
    {
        try
        {
            work();
        }
        catch (KafkaException e) when (IsTakenOver(e.Error.Code))
        {
            throw new LogException($"Another process has taken over what this one was writing to {_log.Topic} ({_name}).", e);
        }
        catch (KafkaTxnRequiresAbortException e)
        {
            Abort();
            throw new LogException($"Kafka did not {what}: {e.Error.Reason} ({e.Error.Code}).", e) { IsTransient = true };
        }
        catch (KafkaRetriableException e)
        {
            throw new LogException($"Kafka did not {what}: {e.Error.Reason} ({e.Error.Code}).", e) { IsTransient = true };
        }
        catch (KafkaException e)
        {
            throw KafkaFailure.From(e, what);
        }
    }

    private void Abort()
    {
        try
        {
            _producer.AbortTransaction(_timeout);
        }
        catch (KafkaException)
        {
            // Opening the name again ends the transaction too.
        }
    }

    private static bool IsTakenOver(ErrorCode code) =>
        code is ErrorCode.Local_Fenced or ErrorCode.InvalidProducerEpoch or ErrorCode.ProducerFenced;
}
