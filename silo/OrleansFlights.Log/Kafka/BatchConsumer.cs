using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace OrleansFlights.Log.Kafka;

/// <summary>A consumer of one partition that hands out pointers to many messages at once. Joins no group. Used by one thread.</summary>
internal sealed unsafe class BatchConsumer : IDisposable
{
    private const int ErrorBytes = 512;

    private readonly string _topic;
    private readonly int _partition;
    private readonly nint[] _messages;
    private nint _client;
    private nint _queue;

    public BatchConsumer(IReadOnlyDictionary<string, string> properties, string topic, int partition, int batch)
    {
        _topic = topic;
        _partition = partition;
        _messages = GC.AllocateArray<nint>(batch, pinned: true);
        _client = Create(properties);
        Check(Librdkafka.PollSetConsumer(_client), "open a reader");
        _queue = Librdkafka.GetConsumerQueue(_client);
    }

    /// <summary>Starts over from an offset; nothing fetched before is handed out any more.</summary>
    public void Assign(long offset)
    {
        var list = Librdkafka.NewList(1);
        Librdkafka.Add(list, _topic, _partition)->Offset = offset;
        var code = Librdkafka.Assign(_client, list);
        Librdkafka.DestroyList(list);
        Check(code, "assign a partition");
    }

    /// <summary>
    /// Waits for a first message and takes with it those that are there already. Each must be given back by <see cref="Release"/>.
    /// </summary>
    public ReadOnlySpan<nint> Take(int most, TimeSpan wait)
    {
        most = Math.Min(most, _messages.Length);
        var messages = (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_messages, 0);

        // A batch call waits until the batch is full; so first all that is there, and only then one message with patience.
        var taken = Librdkafka.ConsumeBatch(_queue, 0, messages, (nuint)most);
        if (taken == 0 && wait > TimeSpan.Zero)
            taken = Librdkafka.ConsumeBatch(_queue, Math.Max(1, (int)wait.TotalMilliseconds), messages, 1);
        return _messages.AsSpan(0, (int)Math.Max(taken, 0));
    }

    /// <summary>Gives messages back.</summary>
    public static void Release(ReadOnlySpan<nint> messages)
    {
        foreach (var message in messages)
            Librdkafka.Destroy((Librdkafka.Message*)message);
    }

    /// <summary>Asks the leader where the partition begins and ends.</summary>
    public (long Begin, long End) Watermarks(TimeSpan timeout)
    {
        long low, high;
        Check(Librdkafka.QueryWatermarks(_client, _topic, _partition, &low, &high, (int)timeout.TotalMilliseconds),
            "tell where the partition ends");
        return (low, high);
    }

    /// <summary>The partition's end as the last fetch saw it; negative before the first. Asks nobody.</summary>
    public long KnownEnd()
    {
        long low, high;
        return Librdkafka.GetKnownWatermarks(_client, _topic, _partition, &low, &high) == 0 ? high : -1;
    }

    public LogException Failure(int code, string what) =>
        KafkaFailure.Of(new Error((ErrorCode)code, Librdkafka.Describe(code)), $"{what} of {_topic} partition {_partition}");

    public void Dispose()
    {
        if (_queue != 0)
            Librdkafka.DestroyQueue(_queue);
        if (_client != 0)
            Librdkafka.Destroy(_client);
        (_queue, _client) = (0, 0);
    }

    private static nint Create(IReadOnlyDictionary<string, string> properties)
    {
        var error = stackalloc byte[ErrorBytes];
        var configuration = Librdkafka.NewConfiguration();
        Librdkafka.SetLog(configuration, &Ignore);
        foreach (var (key, value) in properties)
        {
            if (Librdkafka.Set(configuration, key, value, error, ErrorBytes) == 0)
                continue;

            Librdkafka.DestroyConfiguration(configuration);
            throw new LogException("The Kafka client does not take its settings (Log:Kafka): " + Text(error));
        }

        var client = Librdkafka.New(Librdkafka.Consumer, configuration, error, ErrorBytes);
        if (client != 0)
            return client;

        Librdkafka.DestroyConfiguration(configuration);
        throw new LogException("The Kafka client does not start (Log:Kafka): " + Text(error));
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The producer of the process says the same of the same brokers, once instead of once per reader.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Ignore(nint client, int level, byte* facility, byte* text)
    {
    }

    private void Check(int code, string what)
    {
        if (code != 0)
            throw Failure(code, what);
    }
}
