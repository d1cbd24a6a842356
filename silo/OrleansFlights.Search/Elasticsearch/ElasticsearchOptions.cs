using System.ComponentModel.DataAnnotations;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Search.Elasticsearch;

/// <summary>The configuration section <c>Search:Elasticsearch</c>.</summary>
public sealed class ElasticsearchOptions
{
    /// <summary>Where it answers: <c>http://host:9200</c>, several nodes separated by commas.</summary>
    [RequiredWhen(nameof(SearchOptions.Provider), SearchOptions.ElasticsearchProvider)]
    [WebAddress(Many = true, ErrorMessage = "http://host:9200 or https://host:9200, several separated by commas")]
    public string Uri { get; set; } = "";

    /// <summary>The alias that is searched; the builds behind it are named after it, as in <c>flights-000001</c>.</summary>
    [Required]
    [RegularExpression("[a-z][a-z0-9_-]{0,99}", ErrorMessage = "1 to 100 of the characters a-z, 0-9, '_' and '-', a letter first")]
    public string Index { get; set; } = "flights";

    /// <summary>An API key as Kibana shows it; instead of user name and password.</summary>
    [Secret]
    public string? ApiKey { get; set; }

    /// <summary>User name.</summary>
    public string? Username { get; set; }

    /// <summary>Password.</summary>
    [Secret]
    public string? Password { get; set; }

    /// <summary>Shards of a build, 1 to 64.</summary>
    [Range(1, 64)]
    public int Shards { get; set; } = 1;

    /// <summary>Replicas of each shard, 0 to 8.</summary>
    [Range(0, 8)]
    public int Replicas { get; set; }

    /// <summary>How soon a search sees what was written, 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Patience with one request, 1 second to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a write is tried that the server is too busy for (429, 503), 1 to 100.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 8;

    /// <summary>The pause before the second attempt; each further one is twice as long, up to 30 seconds. 1 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(200);
}
