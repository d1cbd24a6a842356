using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// A format whose records carry their stream's key as key and its namespace in a header, so that other producers choose the same partition
/// for a key. Records without the header belong to the default namespace.
/// </summary>
/// <param name="defaultNamespace">The namespace of records that name none.</param>
public abstract class KeyedRecordFormat(string defaultNamespace) : IStreamRecordFormat
{
    /// <summary>The header with the stream's namespace.</summary>
    public const string NamespaceHeader = "orleans-namespace";

    private readonly byte[] _defaultNamespace = Encoding.UTF8.GetBytes(defaultNamespace);

    /// <summary>The namespace of records that name none.</summary>
    protected string DefaultNamespace => defaultNamespace;

    /// <inheritdoc/>
    public virtual StreamId? StreamIdOf(StreamRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Value is null)
            return null;
        if (record.Key is not { Length: > 0 } key)
            throw new InvalidDataException("the record has no key to tell its stream by");
        var name = record.Header(NamespaceHeader);
        return StreamId.Create(name is { } found ? found.Span : _defaultNamespace, key.Span);
    }

    /// <inheritdoc/>
    public virtual RecordContent Write<T>(StreamId stream, T item)
    {
        var headers = new List<RecordHeader>(4);
        if (!stream.Namespace.Span.SequenceEqual(_defaultNamespace))
            headers.Add(new RecordHeader(NamespaceHeader, stream.Namespace));
        return new RecordContent(stream.Key.ToArray(), WriteValue(stream, item, headers), headers);
    }

    /// <inheritdoc/>
    public abstract T Read<T>(StreamRecord record);

    /// <summary>The value of an event's record; may add headers.</summary>
    protected abstract byte[] WriteValue<T>(StreamId stream, T item, ICollection<RecordHeader> headers);

    /// <summary>The record's value, or an error that says there is none.</summary>
    protected static ReadOnlyMemory<byte> ValueOf(StreamRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Value ?? throw new InvalidDataException("the record has no value");
    }

    /// <summary>A header of text.</summary>
    protected static RecordHeader Text(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}
