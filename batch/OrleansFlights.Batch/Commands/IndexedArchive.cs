using OrleansFlights.Batch.Verification;
using OrleansFlights.Log;
using OrleansFlights.Search.Indexing;

namespace OrleansFlights.Batch.Commands;

/// <summary>The archive as what a search index is made again from.</summary>
internal sealed class IndexedArchive(ArchiveReader archive) : IArchivedRecords
{
    public Task ReadAsync(ILogRecordSink sink, Func<int, long, Task> lot, CancellationToken cancellationToken) =>
        archive.ReadAsync(sink, lot, cancellationToken);
}
