using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansFlights.Search.Elasticsearch;

namespace OrleansFlights.Search.Tests;

public sealed class BulkWriterTests : IAsyncDisposable
{
    private static readonly PlacedEvent[] Events = PlacedEvent.Random(9, count: 60, flights: 12);

    private readonly FakeElasticsearch _server = new();
    private readonly PauseTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task BusyServer_IsTriedAgainAfterPauses()
    {
        _server.RefuseRequest = request =>
            request switch { 1 => HttpStatusCode.TooManyRequests, 2 => HttpStatusCode.ServiceUnavailable, _ => null };
        Assert.Equal(12, await WriteAsync());
        Assert.Equal(3, _server.Bulks);
        Assert.Collection(
            _time.Pauses,
            first => Assert.InRange(first, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1)),
            second => Assert.InRange(second, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(2)));
        AssertStored();
    }

    [Fact]
    public async Task BusyShard_OnlyItsDocumentsAreSentAgain()
    {
        _server.RefuseDocument = (request, id) =>
            request == 1 && id.StartsWith("TF1", StringComparison.Ordinal) ? HttpStatusCode.TooManyRequests : null;
        Assert.Equal(12, await WriteAsync());
        Assert.Equal(2, _server.Bulks);
        Assert.All(_server.Stored.Values, stored => Assert.Equal(1, stored.Version));
        AssertStored();
    }

    [Fact]
    public async Task AnotherIndexerInBetween_IsMergedWith()
    {
        // The server gets an event that this indexer does not know, between its read and its write.
        var other = Events[0] with
        {
            Offset = 1_000,
            Flight = Events[0].Flight with { Airline = "Other", EventTime = Events[0].Flight.EventTime.AddHours(1) }
        };
        _server.BeforeBulk = request =>
        {
            if (request == 1)
                _server.Stored[other.Flight.FlightId] = (7, JsonNode.Parse(FlightDocumentJson.ToJson(other.Document))!);
        };
        await WriteAsync();
        Assert.Equal(8, _server.Stored[other.Flight.FlightId].Version);
        AssertStored(other);
    }

    [Fact]
    public async Task ServerThatStaysBusy_IsGivenUpInTheEnd()
    {
        _server.RefuseRequest = _ => HttpStatusCode.TooManyRequests;
        var failure = await Assert.ThrowsAsync<SearchException>(WriteAsync);
        Assert.Contains("4 attempts", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, _server.Bulks);
    }

    [Fact]
    public async Task DocumentThatIsRefused_IsAFailureThatNamesIt()
    {
        _server.RefuseDocument = (_, id) => id.StartsWith("TF3-", StringComparison.Ordinal) ? HttpStatusCode.BadRequest : null;
        var failure = await Assert.ThrowsAsync<SearchException>(WriteAsync);
        Assert.Contains("TF3-", failure.Message, StringComparison.Ordinal);
        Assert.Contains("asked for by the test", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsNamed()
    {
        await _server.DisposeAsync();
        var failure = await Assert.ThrowsAsync<SearchException>(WriteAsync);
        Assert.Equal("Elasticsearch", failure.Service);
        Assert.Contains(_server.Url.TrimEnd('/'), failure.Message, StringComparison.Ordinal);
    }

    private Task<int> WriteAsync() => new BulkWriter(
        new ElasticsearchConnection(Options.Create(new SearchOptions
        {
            Elasticsearch = new ElasticsearchOptions
            {
                Uri = _server.Url,
                Attempts = 4,
                Pause = TimeSpan.FromSeconds(1),
                Timeout = TimeSpan.FromSeconds(60)
            },
        })),
        "b-write",
        _time,
        NullLogger.Instance).WriteAsync(PlacedEvent.Fold(Events), TestContext.Current.CancellationToken);

    private void AssertStored(params PlacedEvent[] more) => Assert.Equal(
        Recount.Of(Events.Concat(more)).OrderBy(d => d.FlightId),
        _server.Stored.Values.Select(s => s.Source.Deserialize<FlightDocument>()!).OrderBy(d => d.FlightId));

    /// <summary>A clock on which every pause is over at once, and remembered.</summary>
    private sealed class PauseTime : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
