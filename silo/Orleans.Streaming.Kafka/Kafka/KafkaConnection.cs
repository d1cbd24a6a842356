using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using KafkaError = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// A provider's clients of the cluster: one producer, which is made again after a fatal error, one admin client, and a consumer for each
/// that reads.
/// </summary>
internal sealed partial class KafkaConnection(string provider, string groupId, KafkaStreamOptions options, ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private IProducer<byte[]?, byte[]?>? _producer;
    private IAdminClient? _admin;
    private volatile bool _broken;
    private bool _disposed;

    public KafkaStreamOptions Options => options;

    public string GroupId => groupId;

    public IProducer<byte[]?, byte[]?> Producer
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_broken)
                    CloseProducer();
                return _producer ??= MakeProducer();
            }
        }
    }

    public IAdminClient Admin
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _admin ??= MakeAdmin();
            }
        }
    }

    /// <summary>A consumer that reads committed records, tells ends of partitions and joins no group.</summary>
    public IConsumer<byte[]?, byte[]?> MakeConsumer()
    {
        var settings = Settings(
            ("queued.max.messages.kbytes", "16384"), ("fetch.wait.max.ms", "100"), ("reconnect.backoff.max.ms", "2000"));
        settings["group.id"] = groupId;
        settings["enable.auto.commit"] = "false";
        settings["enable.auto.offset.store"] = "false";
        settings["auto.offset.reset"] = "earliest";
        settings["isolation.level"] = "read_committed";
        settings["enable.partition.eof"] = "true";
        return new ConsumerBuilder<byte[]?, byte[]?>(settings)
            .SetOAuthBearerTokenRefreshHandler((client, _) => Renew(client))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => OnLog(message))
            .Build();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _producer?.Flush(options.RequestTimeout);
            CloseProducer();
            _admin?.Dispose();
        }
    }

    private void CloseProducer()
    {
        _producer?.Dispose();
        (_producer, _broken) = (null, false);
    }

    private IProducer<byte[]?, byte[]?> MakeProducer()
    {
        var settings = Settings(("compression.type", "lz4"), ("linger.ms", "1"), ("reconnect.backoff.max.ms", "2000"));
        settings["acks"] = "all";
        settings["enable.idempotence"] = "true";
        settings["partitioner"] = "murmur2_random";
        return new ProducerBuilder<byte[]?, byte[]?>(settings)
            .SetOAuthBearerTokenRefreshHandler((client, _) => Renew(client))
            .SetErrorHandler((_, error) =>
            {
                _broken |= error.IsFatal;
                OnError(error);
            })
            .SetLogHandler((_, message) => OnLog(message))
            .Build();
    }

    private IAdminClient MakeAdmin() => new AdminClientBuilder(Settings(("reconnect.backoff.max.ms", "2000")))
        .SetOAuthBearerTokenRefreshHandler((client, _) => Renew(client))
        .SetErrorHandler((_, error) => OnError(error))
        .SetLogHandler((_, message) => OnLog(message))
        .Build();

    /// <summary>Properties in rising order of what wins: the provider's defaults, the user's.</summary>
    private Dictionary<string, string> Settings(params (string Key, string Value)[] defaults)
    {
        var settings = defaults.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        foreach (var (key, value) in options.Client)
            settings[key] = value;
        settings["bootstrap.servers"] = options.BootstrapServers;
        settings["allow.auto.create.topics"] = "false";
        return settings;
    }

    private void Renew(IClient client)
    {
        if (options.TokenProvider is not { } provide)
        {
            client.OAuthBearerSetTokenFailure("sasl.mechanism is OAUTHBEARER but there is no TokenProvider");
            return;
        }

        // Called on the client's own thread; what follows goes on without it.
        _ = Task.Run(async () =>
        {
            try
            {
                using var timeout = new CancellationTokenSource(options.RequestTimeout);
                var token = await provide(timeout.Token);
                client.OAuthBearerSetToken(
                    token.Value, token.Expires.ToUnixTimeMilliseconds(), token.Principal,
                    token.Extensions?.ToDictionary(pair => pair.Key, pair => pair.Value));
            }
            catch (ObjectDisposedException)
            {
                // The client was closed meanwhile.
            }
            catch (Exception e)
            {
                LogNoToken(e, provider);
                client.OAuthBearerSetTokenFailure(e.Message);
            }
        });
    }

    private void OnError(Error error) =>
        LogClientError(error.IsFatal ? LogLevel.Error : LogLevel.Warning, provider, error.Code, error.Reason);

    private void OnLog(LogMessage message)
    {
        // What the error handler is told, too, in better words.
        var level = message.Facility is "FAIL" or "ERROR"
            ? LogLevel.Debug : (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        LogClient(level, provider, message.Facility, message.Message);
    }

    [LoggerMessage(10, LogLevel.Error, "Kafka streams {Provider}: no token for OAUTHBEARER")]
    private partial void LogNoToken(Exception exception, string provider);

    [LoggerMessage(EventId = 11, Message = "Kafka streams {Provider}: {Code}: {Reason}")]
    private partial void LogClientError(LogLevel level, string provider, KafkaError code, string reason);

    [LoggerMessage(EventId = 12, Message = "Kafka streams {Provider}: {Facility}: {Text}")]
    private partial void LogClient(LogLevel level, string provider, string facility, string text);
}
