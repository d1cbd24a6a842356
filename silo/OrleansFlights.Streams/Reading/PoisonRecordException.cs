namespace OrleansFlights.Streams.Reading;

/// <summary>The mapper failed on a record, which is not how it refuses one.</summary>
internal sealed class PoisonRecordException(long offset, Exception inner)
    : Exception($"the record at offset {offset} cannot be mapped", inner)
{
    public long Offset { get; } = offset;
}
