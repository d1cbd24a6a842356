namespace OrleansFlights.Compose.Tests;

/// <summary>
/// What the gateway finds in the index that the indexer keeps, on Elasticsearch when there is one: whatever happened, it is what the log
/// tells.
/// </summary>
[Collection(typeof(RunningStack))]
public sealed class SearchTests(Topology stack, ITestOutputHelper output)
{
    private const int Sample = 20;
    private readonly StackIndex _index = new(stack.OrSkip());

    /// <summary>Records that come twice and in disorder, beside the even ones.</summary>
    private static readonly string[] Disordered = ["produce", "--rate", "500", "--count", "3000", "--duplicates", "0.2", "--disorder", "1"];

    [Fact]
    public async Task Flights_EqualARecount_AfterRedeliveryDisorderAndTheIndexersDeath()
    {
        await _index.ReadyAsync();
        var disorder = stack.RunAsync("producer", Disordered);
        var before = await stack.Flights.CountAsync();
        await Eventually.TrueAsync(StackIndex.Deadline, async () => await stack.Flights.CountAsync() > before, stack.State);
        stack.KillAndStart("indexer");
        await disorder;
        stack.KillAndStart("indexer");
        await stack.StopProducerAsync();
        try
        {
            var flights = await _index.EqualAsync();
            foreach (var flight in flights.Where((_, i) => i % Math.Max(1, flights.Count / Sample) == 0))
                await AskAsync(flights, flight);
            Assert.Null(await stack.Flights.FindAsync("no such flight"));
            output.WriteLine($"{flights.Count} flights equal a recount");
        }
        finally
        {
            await stack.StartProducerAsync();
        }
    }

    [Fact]
    public async Task IndexRebuilt_BesideTheOneInUse_IsSearchedAtOnceAndGoesOn()
    {
        await stack.StopProducerAsync();
        int found;
        try
        {
            found = (await _index.EqualAsync()).Count;
            var rebuilding = stack.RunAsync("indexer", ["index", "--rebuild"]);
            do
                Assert.Equal(found, await stack.Flights.CountAsync());
            while (!rebuilding.IsCompleted);
            output.WriteLine(await rebuilding);
            Assert.Equal(await FlightRecount.ReadAsync(stack.Log), await stack.Flights.AllAsync());
        }
        finally
        {
            await stack.StartProducerAsync();
        }

        // The indexer that ran all along goes on in the new index.
        await Eventually.TrueAsync(StackIndex.Deadline, async () => await stack.Flights.CountAsync() > found, stack.State);
    }

    /// <summary>The questions that find a flight find all others of which they speak, too.</summary>
    private async Task AskAsync(IReadOnlyList<FoundFlight> flights, FoundFlight flight)
    {
        Assert.Equal(flight, await stack.Flights.FindAsync(flight.Id));
        Assert.Equal(
            flights.Where(f => f.Origin == flight.Origin && f.Destination == flight.Destination && f.Status == flight.Status),
            await stack.Flights.AllAsync($$"""filter: { route: "{{flight.Origin}}-{{flight.Destination}}", status: [{{flight.Status}}] }"""));
        Assert.Equal(
            flights.Where(f => f.Airline == flight.Airline && f.Scheduled >= flight.Scheduled),
            await stack.Flights.AllAsync($$"""filter: { airline: "{{flight.Airline}}", from: "{{flight.Scheduled:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}}" }"""));
        Assert.Contains(flight, await stack.Flights.AllAsync($"search: \"{flight.Registration} {flight.Id[..2]}\""));
    }
}
