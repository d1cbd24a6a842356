namespace OrleansFlights.Streams.Reading;

/// <summary>Where the reader of a partition starts.</summary>
/// <param name="Offset">The first offset it reads.</param>
/// <param name="Floor">The offset below which no consumer needs anything.</param>
/// <param name="Apart">Streams whose consumers may lack what lies below the first offset.</param>
public sealed record ReaderStart(long Offset, long Floor, IReadOnlySet<StreamId> Apart);
