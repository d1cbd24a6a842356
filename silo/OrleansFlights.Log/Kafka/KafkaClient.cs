using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Log.Kafka;

/// <summary>
/// This process's producer and, on the same connections, its admin client. A producer that met a fatal error never works again, so the
/// next append makes a new one; whatever the broken one still held was reported as failed.
/// </summary>
internal sealed class KafkaClient(KafkaLogOptions options, ILogger logger) : IDisposable
{
    // Short, because it cannot be cancelled; the caller asks again.
    private static readonly TimeSpan DescribeTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly ReaderWriterLockSlim _describing = new();
    private IProducer<byte[]?, byte[]?>? _producer;
    private IAdminClient? _admin;
    private volatile bool _broken;
    private bool _disposed;

    public KafkaLogOptions Options { get; } = options;

    public IProducer<byte[]?, byte[]?> Producer
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_broken)
                    Close();
                return _producer ??= Make();
            }
        }
    }

    public IAdminClient Admin
    {
        get
        {
            var producer = Producer;
            lock (_gate)
                return _admin ??= new DependentAdminClientBuilder(producer.Handle).Build();
        }
    }

    /// <summary>
    /// Asks for a topic's partitions; blocks its caller for at most two seconds. Makes the partitions known to the producer too.
    /// </summary>
    /// <exception cref="KafkaException">The cluster did not answer in time.</exception>
    public TopicMetadata Describe(string topic)
    {
        var timeout = Options.RequestTimeout < DescribeTimeout ? Options.RequestTimeout : DescribeTimeout;
        var admin = Admin;
        _describing.EnterReadLock();
        try
        {
            return admin.GetMetadata(topic, timeout).Topics.Single(found => found.Topic == topic);
        }
        catch (ObjectDisposedException) when (!_disposed)
        {
            throw new KafkaException(new Error(ErrorCode.Local_Retry, "the client was replaced meanwhile"));
        }
        finally
        {
            _describing.ExitReadLock();
        }
    }

    /// <summary>Sends what is queued, as far as the cluster takes it in time, and closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;

            _disposed = true;
            _producer?.Flush(Options.RequestTimeout);
            Close();
            _describing.Dispose();
        }
    }

    private void Close()
    {
        // The C library does not wait for a question that is under way.
        _describing.EnterWriteLock();
        try
        {
            _admin?.Dispose();
            _producer?.Dispose();
            (_admin, _producer, _broken) = (null, null, false);
        }
        finally
        {
            _describing.ExitWriteLock();
        }
    }

    /// <summary>The settings of a producer on the cluster.</summary>
    public Dictionary<string, string> ProducerSettings()
    {
        var config = new Dictionary<string, string>
        {
            ["compression.type"] = "lz4",
            ["linger.ms"] = $"{Options.LingerMilliseconds}",
            ["batch.size"] = "1000000",
            ["queue.buffering.max.messages"] = "1000000",
            ["queue.buffering.max.kbytes"] = "262144",
            ["message.timeout.ms"] = $"{(int)Options.DeliveryTimeout.TotalMilliseconds}",
            ["reconnect.backoff.max.ms"] = "2000",
        };
        foreach (var (key, value) in Options.Client)
            config[key] = value;
        config["bootstrap.servers"] = Options.BootstrapServers!;
        config["allow.auto.create.topics"] = "false";
        config["acks"] = "all";
        config["enable.idempotence"] = "true";
        return config;
    }

    private IProducer<byte[]?, byte[]?> Make()
    {
        try
        {
            return new ProducerBuilder<byte[]?, byte[]?>(ProducerSettings())
                .SetErrorHandler((_, error) => OnError(error))
                .SetLogHandler((_, message) => OnLog(message))
                .Build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new LogException("The Kafka client does not take its settings (Log:Kafka): " + e.Message, e);
        }
    }

    private void OnError(Error error)
    {
        _broken |= error.IsFatal;
        KafkaLogMessages.ClientError(logger, error.IsFatal ? LogLevel.Error : LogLevel.Warning, error.Code, error.Reason);
    }

    private void OnLog(LogMessage message)
    {
        // What the error handler is told, too, in the words for it.
        var level = message.Facility is "FAIL" or "ERROR"
            ? LogLevel.Debug : (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        KafkaLogMessages.Client(logger, level, message.Facility, message.Message);
    }
}
