namespace OrleansFlights.Compose.Tests;

/// <summary>Kafka, an S3 store and Elasticsearch of the test's own.</summary>
internal sealed class OwnServers : IAsyncDisposable
{
    private readonly List<OwnServer> _all = [];

    public OwnServer Kafka => _all[0];

    public OwnServer Store => _all[1];

    public OwnServer Elasticsearch => _all[2];

    /// <summary>What a stack on them needs to know.</summary>
    public StackServers Addresses => StackServers.OrSkip(_all.SelectMany(s => s.Variables).ToDictionary());

    public static Task<OwnServers> StartAsync() => StartAsync(["kafka", "seaweedfs", "elasticsearch"]);

    /// <summary>Starts the first of these kinds.</summary>
    public static async Task<OwnServers> StartAsync(IReadOnlyList<string> kinds)
    {
        var servers = new OwnServers();
        foreach (var kind in kinds)
            servers._all.Add(await OwnServer.StartAsync(kind));
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _all)
            await server.DisposeAsync();
    }
}
