using OrleansFlights.Log;

namespace OrleansFlights.Search.Indexing;

/// <summary>Keeps the log from forgetting what the search index has not come to.</summary>
internal sealed class IndexHold(IFlightIndex index) : ILogHold
{
    public string Name => "the search index";

    public async ValueTask<IReadOnlyDictionary<int, long>> NeededFromAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            return await (await index.OpenAsync(cancellationToken)).ReadProgressAsync(topic, cancellationToken);
        }
        catch (SearchException e)
        {
            throw new LogException($"How far the search index has come cannot be told: {e.Message}", e) { IsTransient = true };
        }
    }
}
