using OrleansFlights.Log;

namespace OrleansFlights.Search.Indexing;

/// <summary>The records that were archived, for an index that is made again: the log may have forgotten them.</summary>
public interface IArchivedRecords
{
    /// <summary>Hands out every archived record, partition by partition, in order.</summary>
    /// <param name="sink">Takes records; they must not be kept.</param>
    /// <param name="lot">Called after some records with their partition and the offset up to which, exclusive, all of it was handed
    /// out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task ReadAsync(ILogRecordSink sink, Func<int, long, Task> lot, CancellationToken cancellationToken);
}
