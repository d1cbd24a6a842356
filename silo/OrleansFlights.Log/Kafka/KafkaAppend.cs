using Confluent.Kafka;

namespace OrleansFlights.Log.Kafka;

/// <summary>Waits for the delivery reports of one append; fails with the first record that was not delivered.</summary>
internal sealed class KafkaAppend
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Error? _error;
    private int _waitingFor;

    /// <param name="records">How many records are going to be sent.</param>
    public KafkaAppend(int records)
    {
        _waitingFor = records;
        Handler = report => Arrived(report.Error);
    }

    /// <summary>Takes the delivery report of a record.</summary>
    public Action<DeliveryReport<byte[]?, byte[]?>> Handler { get; }

    public Task Done => _done.Task;

    /// <summary>Whether the rest will not be sent.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Says that records will not be sent.</summary>
    public void Abandon(int records, Error reason)
    {
        IsAbandoned = true;
        Interlocked.CompareExchange(ref _error, reason, null);
        Finish(records);
    }

    private void Arrived(Error error)
    {
        if (error.IsError)
            Interlocked.CompareExchange(ref _error, error, null);
        Finish(1);
    }

    private void Finish(int records)
    {
        if (Interlocked.Add(ref _waitingFor, -records) > 0)
            return;

        if (_error is null)
            _done.TrySetResult();
        else
            _done.TrySetException(KafkaFailure.Of(_error, "take the records"));
    }
}
