namespace OrleansFlights.Streams.Protocol;

/// <summary>What the reader of a partition knows of the store that holds its checkpoint.</summary>
public abstract record StoreKnowledge
{
    private StoreKnowledge()
    {
    }

    /// <summary>The store's life; empty before anybody asked for it.</summary>
    public abstract string Life { get; }

    /// <summary>Nobody asked yet which life it is in.</summary>
    public sealed record Unasked : StoreKnowledge
    {
        /// <inheritdoc/>
        public override string Life => "";
    }

    /// <summary>It is in a life in which it was not seen to hold the checkpoint: that may be gone.</summary>
    public sealed record Unconfirmed(string In) : StoreKnowledge
    {
        /// <inheritdoc/>
        public override string Life => In;
    }

    /// <summary>It was seen to hold the checkpoint in this life.</summary>
    public sealed record Confirmed(string In) : StoreKnowledge
    {
        /// <inheritdoc/>
        public override string Life => In;
    }
}
