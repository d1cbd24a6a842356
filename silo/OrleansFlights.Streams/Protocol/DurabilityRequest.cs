namespace OrleansFlights.Streams.Protocol;

/// <summary>How far a consumer is with making itself durable.</summary>
public enum DurabilityState
{
    /// <summary>It is to be asked, perhaps once more.</summary>
    Asking,

    /// <summary>It is durable up to the end of what it was sent.</summary>
    Durable,

    /// <summary>It was asked as often as it is and remained short.</summary>
    Short,
}

/// <summary>
/// A consumer that is asked to be durable up to the end of what it was sent. Where it is short it gets what it lacks first.
/// </summary>
/// <param name="UpTo">The end of what it was sent.</param>
/// <param name="State">How far it is.</param>
/// <param name="Asked">How often it has answered.</param>
public readonly record struct DurabilityRequest(long UpTo, DurabilityState State = DurabilityState.Asking, int Asked = 0)
{
    /// <summary>How often a consumer is asked in one checkpoint.</summary>
    public const int MostAttempts = 3;

    /// <summary>Takes an answer.</summary>
    /// <param name="durable">The offset up to which, exclusive, the consumer is durable; when short, it is sent what lies above.</param>
    public DurabilityRequest Answered(long durable) =>
        durable >= UpTo ? this with { State = DurabilityState.Durable, Asked = Asked + 1 }
        : Asked + 1 < MostAttempts ? this with { Asked = Asked + 1 }
        : this with { State = DurabilityState.Short, Asked = Asked + 1 };
}
