using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Writes what is given up to the topic of dead letters: the record as it was, with headers that say where from and why.</summary>
internal sealed partial class DeadLetterWriter(string provider, KafkaConnection connection, ILogger logger)
{
    private const string Prefix = "orleans-dead-letter-";

    /// <summary>Returns when the letter is on the log, or when there is no topic for it, which is logged.</summary>
    /// <exception cref="KafkaException">The cluster did not take it.</exception>
    public async Task WriteAsync(int partition, StreamRecord record, string reason, string? subscription)
    {
        if (connection.Options.DeadLetterTopic is { } topic)
        {
            var headers = new Headers();
            foreach (var header in record.Headers)
                headers.Add(header.Name, header.Value.ToArray());
            Add(headers, "topic", connection.Options.Topic);
            Add(headers, "partition", partition.ToString(CultureInfo.InvariantCulture));
            Add(headers, "offset", record.Offset.ToString(CultureInfo.InvariantCulture));
            Add(headers, "reason", reason);
            if (subscription is not null)
                Add(headers, "subscription", subscription);
            await connection.Producer.ProduceAsync(
                topic, new Message<byte[]?, byte[]?> { Key = record.Key?.ToArray(), Value = record.Value?.ToArray(), Headers = headers });
        }

        KafkaStreamMetrics.DeadLetter(provider, partition);
        LogGivenUp(provider, partition, record.Offset, reason);
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(Prefix + name, Encoding.UTF8.GetBytes(value));

    [LoggerMessage(20, LogLevel.Error, "Kafka streams {Provider}: the record at {Partition}:{Offset} is passed over: {Reason}")]
    private partial void LogGivenUp(string provider, int partition, long offset, string reason);
}
