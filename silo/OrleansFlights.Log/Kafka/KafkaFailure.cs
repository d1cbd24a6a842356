using Confluent.Kafka;

namespace OrleansFlights.Log.Kafka;

/// <summary>Says Kafka's errors in the words of the log.</summary>
internal static class KafkaFailure
{
    public static LogException From(KafkaException exception, string what) => Of(exception.Error, what, exception);

    public static LogException Of(Error error, string what, Exception? inner = null) =>
        new($"Kafka did not {what}: {error.Reason} ({error.Code}).", inner)
        {
            IsTransient = !error.IsFatal && IsTransient(error.Code),
            IsTooLarge = error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge,
            IsMissing = error.Code == ErrorCode.UnknownTopicOrPart,
        };

    /// <summary>Nobody answered in all the time that a question may take: which setting says where to ask, and where that was.</summary>
    public static LogException NoAnswer(KafkaLogOptions options, LogException last) => new(
        $"Kafka does not answer at {options.BootstrapServers} (Log:Kafka:BootstrapServers), asked for {options.RequestTimeout} "
        + $"(Log:Kafka:RequestTimeout). {last.Message}", last.InnerException)
    {
        IsTransient = true,
    };

    private static bool IsTransient(ErrorCode code) => code is
        ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_MsgTimedOut or
        ErrorCode.Local_TimedOutQueue or ErrorCode.Local_QueueFull or ErrorCode.Local_Resolve or ErrorCode.Local_WaitCoord or
        ErrorCode.Local_WaitCache or ErrorCode.Local_NoEnt or ErrorCode.Local_Retry or ErrorCode.Local_PurgeInflight or ErrorCode.Local_PurgeQueue or
        ErrorCode.RequestTimedOut or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.BrokerNotAvailable or
        ErrorCode.ReplicaNotAvailable or ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.NotController or
        ErrorCode.NetworkException or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup or
        ErrorCode.UnknownTopicOrPart or ErrorCode.GroupLoadInProgress or ErrorCode.OffsetNotAvailable or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch;
}
