namespace OrleansFlights.Batch;

/// <summary>The batch layer could not do what was asked.</summary>
public sealed class BatchException : Exception
{
    /// <summary>Makes an exception.</summary>
    public BatchException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
