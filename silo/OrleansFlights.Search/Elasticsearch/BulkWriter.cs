using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Bulk;
using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>
/// Merges documents into a build: reads what is stored, merges, and writes the whole document back with the version that follows the stored
/// one as external version. The server takes a write only when its version is above the stored one, so a write made from a state that
/// another indexer has changed meanwhile is refused, and done again from what is there then: no event is lost to a race, and because a
/// merge asks for no order, the document is the same whoever came first.
/// </summary>
/// <remarks>
/// The version cannot be an offset or an event time: two documents that each know an event the other does not would have two versions of
/// which one is higher, and the higher one would silently take the place of the other.
/// </remarks>
internal sealed class BulkWriter(ElasticsearchConnection connection, string target, TimeProvider time, ILogger logger)
{
    private const int DocumentsAtOnce = 2_000;
    private const int Conflict = 409;
    private const int NotFound = 404;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Merges documents; returns how many changed.</summary>
    public async Task<int> WriteAsync(IReadOnlyCollection<FlightDocument> flights, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var chunk in flights.Chunk(DocumentsAtOnce))
            changed += await MergeAsync(chunk, cancellationToken);
        return changed;
    }

    /// <summary>Writes operations to another index, whose conflicts mean that a newer one was there already.</summary>
    public async Task SettleAsync(string index, IReadOnlyList<IBulkOperation> operations, CancellationToken cancellationToken)
    {
        var backoff = Backoff();
        while (operations.Count > 0)
        {
            var outcome = await SendAsync(
                new BulkRequest(index) { Operations = new BulkOperationsCollection(operations) }, cancellationToken);
            operations = [.. outcome.Busy.Select(i => operations[i])];
            if (operations.Count > 0)
                await PauseAsync(backoff, operations.Count, cancellationToken);
        }
    }

    private async Task<int> MergeAsync(FlightDocument[] flights, CancellationToken cancellationToken)
    {
        var changed = 0;
        var backoff = Backoff();
        while (flights.Length > 0)
        {
            Dictionary<string, StoredFlight> stored;
            try
            {
                stored = await StoredFlights.ReadAsync(connection, target, flights.Select(f => f.FlightId), cancellationToken)
                    ?? throw Gone();
            }
            catch (SearchException e) when (e.IsBusy)
            {
                await PauseAsync(backoff, flights.Length, cancellationToken);
                continue;
            }

            var open = flights.Where(
                f => !stored.TryGetValue(f.FlightId, out var s) || !ReferenceEquals(FlightDocument.Merge(s.Flight, f), s.Flight)).ToArray();
            if (open.Length == 0)
                return changed;
            var operations = new BulkOperationsCollection(open.Select(f => Operation(f, stored)));
            var outcome = await SendAsync(new BulkRequest(target) { RequireAlias = true, Operations = operations }, cancellationToken);
            changed += open.Length - outcome.Busy.Count - outcome.Conflicts.Count;
            flights = [.. outcome.Busy.Concat(outcome.Conflicts).Select(i => open[i])];
            if (flights.Length > 0)
                await PauseAsync(backoff, flights.Length, cancellationToken);
        }

        return changed;
    }

    private static BulkIndexOperation<FlightDocument> Operation(FlightDocument flight, Dictionary<string, StoredFlight> stored)
    {
        var isStored = stored.TryGetValue(flight.FlightId, out var known);
        return new BulkIndexOperation<FlightDocument>(isStored ? FlightDocument.Merge(known.Flight, flight) : flight)
        {
            Id = flight.FlightId,
            Version = isStored ? known.Version + 1 : 1,
            VersionType = VersionType.External,
        };
    }

    private async Task<(List<int> Busy, List<int> Conflicts)> SendAsync(BulkRequest request, CancellationToken cancellationToken)
    {
        var answer = await connection.AskAsync(client => client.BulkAsync(request, cancellationToken), cancellationToken);
        if (ElasticsearchConnection.IsBusyStatus(answer.ApiCallDetails.HttpStatusCode))
            return ([.. Enumerable.Range(0, request.Operations!.Count)], []);
        if (answer.ApiCallDetails.HttpStatusCode == NotFound)
            throw Gone();
        if (!answer.ApiCallDetails.HasSuccessfulStatusCode || answer.Items is null)
            throw connection.Failed("a bulk write", answer.ApiCallDetails);

        var (busy, conflicts) = (new List<int>(), new List<int>());
        foreach (var (place, item) in answer.Items.Index())
        {
            if (ElasticsearchConnection.IsBusyStatus(item.Status))
                busy.Add(place);
            else if (item.Status == Conflict)
                conflicts.Add(place);
            else if (item.Status == NotFound)
                throw Gone();
            else if (item.Status is < 200 or > 299)
                throw connection.Failed($"document {item.Id} was refused ({item.Status}): {item.Error?.Reason}");
        }

        return (busy, conflicts);
    }

    private Backoff Backoff() => new(connection.Options.Pause, LongestPause);

    private async Task PauseAsync(Backoff backoff, int documents, CancellationToken cancellationToken)
    {
        SearchMetrics.Retried();
        var pause = backoff.Next();
        if (backoff.Failures >= connection.Options.Attempts)
            throw connection.Failed($"{documents} documents could not be written in {backoff.Failures} attempts");
        SearchMessages.Retrying(logger, documents, target, backoff.Failures, pause.TotalSeconds);
        await Task.Delay(pause, time, cancellationToken);
    }

    private SearchException Gone() => connection.Failed($"the build behind {target} was replaced by another one", isReplaced: true);
}
