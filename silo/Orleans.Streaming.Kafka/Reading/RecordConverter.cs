using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Makes records of what the client hands out.</summary>
internal static class RecordConverter
{
    public static StreamRecord Convert(ConsumeResult<byte[]?, byte[]?> result)
    {
        var message = result.Message;
        var headers = message.Headers is { Count: > 0 } found ? new RecordHeader[found.Count] : [];
        for (var i = 0; i < headers.Length; i++)
            headers[i] = new RecordHeader(message.Headers[i].Key, message.Headers[i].GetValueBytes() ?? []);
        return new StreamRecord(result.Offset.Value, message.Timestamp.UnixTimestampMs, message.Key, message.Value, headers);
    }
}
