namespace OrleansFlights.Streams;

/// <summary>The reader's side of one stream: collects the events of the poll under way.</summary>
/// <typeparam name="TEvent">The stream's events.</typeparam>
public sealed class Lane<TEvent>
{
    /// <summary>Adds an event of the record being mapped.</summary>
    public void Add(in TEvent item) => throw new NotSupportedException(item?.ToString());
}
