using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Told by the pulling agent of each delivery that it gave up. One that the policy lets pass is written to the dead letters first; when
/// that fails the record is delivered again. A handler of the application's own, registered as a keyed service, is told of the same.
/// </summary>
internal sealed partial class PoisonHandler(
    int partition, PoisonRecords poison, DeadLetterWriter deadLetters, PoisonPolicy policy, IStreamFailureHandler? inner, ILogger logger)
    : IStreamFailureHandler
{
    public bool ShouldFaultSubsriptionOnError => false;

    public async Task OnDeliveryFailure(
        GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        if (inner is not null)
            await inner.OnDeliveryFailure(subscriptionId, streamProviderName, streamIdentity, sequenceToken);
        if (sequenceToken is null || poison.Find(streamIdentity, sequenceToken.SequenceNumber) is not { } record)
            return;
        if (policy == PoisonPolicy.Retry)
            return;
        try
        {
            var reason = policy == PoisonPolicy.Skip ? "its consumer keeps failing on it" : "its consumer keeps failing on it and stops";
            await deadLetters.WriteAsync(partition, record, reason, subscriptionId.ToString());
            poison.Settle(streamIdentity, record);
        }
        catch (Exception e)
        {
            LogNotWritten(e, streamProviderName, partition, record.Offset);
        }
    }

    public Task OnSubscriptionFailure(
        GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken) =>
        inner?.OnSubscriptionFailure(subscriptionId, streamProviderName, streamIdentity, sequenceToken) ?? Task.CompletedTask;

    [LoggerMessage(30, LogLevel.Error, "Kafka streams {Provider}: no dead letter for {Partition}:{Offset}; the record is delivered again")]
    private partial void LogNotWritten(Exception exception, string provider, int partition, long offset);
}
