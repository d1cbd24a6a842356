namespace OrleansFlights.Search;

/// <summary>The configuration section <c>Search:Elasticsearch</c>.</summary>
public sealed class ElasticsearchOptions
{
    /// <summary>Where it answers: <c>http://host:9200</c>, several nodes separated by commas.</summary>
    public string Uri { get; set; } = "";

    /// <summary>The alias that is searched; the builds behind it are named after it, as in <c>flights-000001</c>.</summary>
    public string Index { get; set; } = "flights";

    /// <summary>An API key as Kibana shows it; instead of user name and password.</summary>
    public string? ApiKey { get; set; }

    /// <summary>User name.</summary>
    public string? Username { get; set; }

    /// <summary>Password.</summary>
    public string? Password { get; set; }

    /// <summary>Shards of a build, 1 to 64.</summary>
    public int Shards { get; set; } = 1;

    /// <summary>Replicas of each shard, 0 to 8.</summary>
    public int Replicas { get; set; }

    /// <summary>How soon a search sees what was written, 10 ms to 1 minute.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Patience with one request, 1 second to 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a write is tried that the server is too busy for (429, 503), 1 to 100.</summary>
    public int Attempts { get; set; } = 8;

    /// <summary>The pause before the second attempt; each further one is twice as long, up to 30 seconds. 1 ms to 1 minute.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(200);
}
