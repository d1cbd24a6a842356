using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansFlights.Search.Elasticsearch;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace OrleansFlights.Search.Tests;

/// <summary>An index of its own on the server of <c>FLIGHTS_TEST_ELASTICSEARCH</c>.</summary>
internal sealed class ElasticsearchStore : ISearchStore
{
    public const string Variable = "FLIGHTS_TEST_ELASTICSEARCH";

    private readonly string _url;
    private readonly string _name = "test" + Guid.NewGuid().ToString("N");
    private readonly ElasticsearchConnection _connection;

    private ElasticsearchStore(string url)
    {
        _url = url;
        _connection = Connect();
        Index = Another();
        Search = new ElasticsearchFlightSearch(_connection);
    }

    public IFlightSearch Search { get; }

    public IFlightIndex Index { get; }

    public static ElasticsearchStore OpenOrSkip()
    {
        var url = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(url), $"{Variable} names no server.");
        return new ElasticsearchStore(url!);
    }

    public IFlightIndex Another() =>
        new ElasticsearchFlightIndex(Connect(), TimeProvider.System, NullLogger<ElasticsearchFlightIndex>.Instance);

    public Task SeenAsync() => _connection.SendAsync(HttpMethod.POST, $"/{_name}/_refresh", null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        var builds = await _connection.SendAsync(HttpMethod.GET, $"/{_name}-*/_alias", null, CancellationToken.None);
        foreach (var index in builds?.EnumerateObject().Select(b => b.Name) ?? [])
            await _connection.SendAsync(HttpMethod.DELETE, $"/{index}", null, CancellationToken.None);
        await _connection.SendAsync(HttpMethod.DELETE, $"/{_name}.progress", null, CancellationToken.None);
        await _connection.SendAsync(HttpMethod.DELETE, $"/_index_template/{_name}", null, CancellationToken.None);
    }

    private ElasticsearchConnection Connect() => new(Options.Create(new SearchOptions
    {
        Provider = SearchOptions.ElasticsearchProvider,
        Elasticsearch = new ElasticsearchOptions
        {
            Uri = _url,
            Index = _name,
            Timeout = TimeSpan.FromSeconds(60),
            Pause = TimeSpan.FromMilliseconds(20),
            Attempts = 40,
        },
    }));
}
