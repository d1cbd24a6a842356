using System.Threading.Channels;
using OrleansFlights.Import.Sources;

namespace OrleansFlights.Import.Importing;

/// <summary>How an import ended or began.</summary>
/// <param name="From">The state that it went on from.</param>
/// <param name="To">The state at its end.</param>
/// <param name="WasDone">Whether there was nothing to do, since the content was imported before.</param>
internal sealed record ImportResult(ImportState From, ImportState To, bool WasDone);

/// <summary>
/// Imports sources one after the other: while one batch is appended the next is read, and no more than a few lie in memory.
/// </summary>
/// <param name="log">Where to.</param>
/// <param name="speed">Seconds of event time per second; infinite for as fast as it goes.</param>
/// <param name="again">Whether to import what was imported before.</param>
/// <param name="report">Takes rows that are no flights.</param>
/// <param name="time">The clock.</param>
internal sealed class Importer(ImportLog log, double speed, bool again, BadRowReport report, TimeProvider time)
{
    private const int WaitingBatches = 2;

    /// <summary>Imports a source, from where an earlier run left off.</summary>
    /// <param name="source">The source.</param>
    /// <param name="begun">Told from where it goes on.</param>
    /// <param name="committed">Told of each batch once the log has it.</param>
    /// <param name="cancellation">Ends it; what was committed stays.</param>
    /// <exception cref="ImportException">The source cannot be read, or was begun with another mapping.</exception>
    public async Task<ImportResult> RunAsync(
        ImportSource source, Action<ImportState> begun, Action<ImportBatch> committed, CancellationToken cancellation)
    {
        var mapping = ImportState.HashOf(source.Fingerprint);
        var found = await log.OpenAsync(source.Part.Hash, cancellation);
        if (found.Done && !again)
            return new ImportResult(found, found, WasDone: true);
        var isNew = found is { Row: 0, Events: 0, Done: false };
        if (!isNew && !again && found.Mapping != mapping)
        {
            throw new ImportException(
                $"{source.Part.Name} was begun with another mapping and stopped at row {found.Row}. The same mapping goes on from there; "
                + "--again begins anew with this one.");
        }

        var start = isNew || again
            ? new ImportState { Run = isNew ? found.Run : found.Run + 1, Mapping = mapping, Name = source.Part.Name }
            : found;
        report.Begin(source.Part.Name, start.Row);
        begun(start);
        var last = start;
        await foreach (var batch in ReadAsync(source, start, cancellation))
        {
            report.Write(batch.BadRows);
            await log.CommitAsync(batch, cancellation);
            last = batch.State;
            committed(batch);
        }

        return new ImportResult(start, last, WasDone: false);
    }

    private async IAsyncEnumerable<ImportBatch> ReadAsync(
        ImportSource source, ImportState start, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var batches = Channel.CreateBounded<ImportBatch>(WaitingBatches);
        var reader = new BatchReader(source, start, new ReplayPace(speed), time, batches.Writer);
        var reading = Task.Run(
            async () =>
            {
                try
                {
                    await reader.RunAsync(stop.Token);
                    batches.Writer.Complete();
                }
                catch (Exception wrong)
                {
                    // What was read before goes to the log; then the reader's loop ends with the same error.
                    batches.Writer.Complete(wrong);
                    throw;
                }
            },
            CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellation))
            {
                yield return batch;
                reader.Return(batch);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(reading);
        }

        await reading;
    }
}
