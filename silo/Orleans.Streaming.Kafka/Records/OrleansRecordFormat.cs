using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>Events in Orleans' own serialization: any type that a grain call can carry, its type with it. The default.</summary>
public sealed class OrleansRecordFormat(Serializer serializer, string defaultNamespace) : KeyedRecordFormat(defaultNamespace)
{
    /// <inheritdoc/>
    public override T Read<T>(StreamRecord record)
    {
        object? read;
        try
        {
            read = serializer.Deserialize<object>(ValueOf(record));
        }
        catch (Exception e) when (e is not OutOfMemoryException and not InvalidDataException)
        {
            throw new InvalidDataException($"the record is not in Orleans' serialization: {e.Message}", e);
        }

        return read switch
        {
            T item => item,
            null when default(T) is null => default!,
            _ => throw new InvalidDataException($"the record holds a {read?.GetType().FullName ?? "null"}, not a {typeof(T).FullName}"),
        };
    }

    /// <inheritdoc/>
    protected override byte[] WriteValue<T>(StreamId stream, T item, ICollection<RecordHeader> headers) =>
        serializer.SerializeToArray<object>(item!);
}
