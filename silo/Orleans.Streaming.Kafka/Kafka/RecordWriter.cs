using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Orleans.Serialization;
using KafkaError = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>Writes events to the topic: a record each, with the stream's key, so that a stream keeps its order.</summary>
internal sealed class RecordWriter(string provider, KafkaConnection connection, IStreamRecordFormat format, Serializer serializer)
{
    private static readonly TimeSpan FullPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns when all events are on the log. When it fails some may be there; who repeats it writes at least once.</summary>
    public async Task WriteAsync<T>(StreamId stream, IEnumerable<T> events, Dictionary<string, object>? requestContext)
    {
        var shared = SharedHeaders(requestContext);
        var append = new PendingAppend();
        var count = 0;
        foreach (var item in events)
        {
            append.Begin();
            await SendAsync(MessageOf(format.Write(stream, item), shared), append);
            count++;
        }

        append.Close();
        await append.Done;
        KafkaStreamMetrics.Produced(provider, count);
    }

    private async Task SendAsync(Message<byte[]?, byte[]?> message, PendingAppend append)
    {
        while (true)
        {
            try
            {
                connection.Producer.Produce(connection.Options.Topic, message, append.Report);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == KafkaError.Local_QueueFull)
            {
                await Task.Delay(FullPause);
            }
            catch (KafkaException e)
            {
                append.Fail(e);
                return;
            }
        }
    }

    private List<RecordHeader> SharedHeaders(Dictionary<string, object>? requestContext)
    {
        var headers = new List<RecordHeader>(2);
        if (Activity.Current is { Id: { } id, IdFormat: ActivityIdFormat.W3C } activity)
        {
            headers.Add(new RecordHeader(TraceHeaders.Parent, Encoding.UTF8.GetBytes(id)));
            if (activity.TraceStateString is { Length: > 0 } state)
                headers.Add(new RecordHeader(TraceHeaders.State, Encoding.UTF8.GetBytes(state)));
        }

        if (requestContext is { Count: > 0 })
            headers.Add(new RecordHeader(RecordBatchContainer.RequestContextHeader, serializer.SerializeToArray(requestContext)));
        return headers;
    }

    private static Message<byte[]?, byte[]?> MessageOf(RecordContent content, List<RecordHeader> shared)
    {
        var headers = new Headers();
        foreach (var header in content.Headers.Concat(shared))
            headers.Add(header.Name, header.Value.ToArray());
        return new Message<byte[]?, byte[]?> { Key = content.Key, Value = content.Value, Headers = headers };
    }

    /// <summary>Waits for the delivery reports of one append; fails with the first record that was not delivered.</summary>
    private sealed class PendingAppend
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private KafkaException? _failure;
        private int _open = 1;

        public Task Done => _done.Task;

        public void Begin() => Interlocked.Increment(ref _open);

        public void Close() => Finish();

        public void Fail(KafkaException failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            Finish();
        }

        public void Report(DeliveryReport<byte[]?, byte[]?> report)
        {
            if (report.Error.IsError)
                Interlocked.CompareExchange(ref _failure, new KafkaException(report.Error), null);
            Finish();
        }

        private void Finish()
        {
            if (Interlocked.Decrement(ref _open) > 0)
                return;
            if (_failure is { } failure)
                _done.TrySetException(failure);
            else
                _done.TrySetResult();
        }
    }
}
