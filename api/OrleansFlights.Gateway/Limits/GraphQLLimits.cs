using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Gateway.Limits;

/// <summary>The configuration section <c>GraphQL</c>: how much one client may ask.</summary>
public sealed class GraphQLLimits
{
    /// <summary>The section's name.</summary>
    public const string Section = "GraphQL";

    /// <summary>Deepest nesting of fields, introspection not counted; 1 to 100.</summary>
    [Range(1, 100)]
    public int MaxDepth { get; set; } = 15;

    /// <summary>
    /// Most fields of one answer as far as the query tells (a list counts as many times as it may have items); 1 to 10,000,000.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxComplexity { get; set; } = 10_000;

    /// <summary>Most items of a page; 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxPageSize { get; set; } = 100;

    /// <summary>Largest request body or WebSocket message in bytes; 1,024 to 16,777,216.</summary>
    [Range(1_024, 16_777_216)]
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>Longest execution of a query; 10 milliseconds to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most WebSocket and event-stream connections at a time; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Most subscriptions of one WebSocket connection at a time; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxSubscriptionsPerConnection { get; set; } = 100;

    /// <summary>How long a WebSocket client may take to initialise the connection; 10 milliseconds to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan ConnectionInitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle connection is sent something, so that no proxy closes it; 100 milliseconds to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
}
