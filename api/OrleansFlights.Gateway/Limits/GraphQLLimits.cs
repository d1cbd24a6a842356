using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Gateway.Limits;

/// <summary>The configuration section <c>GraphQL</c>: how much one client may ask.</summary>
public sealed class GraphQLLimits
{
    /// <summary>The section's name.</summary>
    public const string Section = "GraphQL";

    /// <summary>Deepest nesting of fields, introspection not counted; 1 to 100.</summary>
    public int MaxDepth { get; set; } = 15;

    /// <summary>Most fields of one answer as far as the query tells (a list counts as many times as it may have items); 1 to 10,000,000.</summary>
    public int MaxComplexity { get; set; } = 10_000;

    /// <summary>Most items of a page; 1 to 1,000.</summary>
    public int MaxPageSize { get; set; } = 100;

    /// <summary>Largest request body or WebSocket message in bytes; 1,024 to 16,777,216.</summary>
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>Longest execution of a query; 10 milliseconds to 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most WebSocket and event-stream connections at a time; 1 to 1,000,000.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Most subscriptions of one WebSocket connection at a time; 1 to 100,000.</summary>
    public int MaxSubscriptionsPerConnection { get; set; } = 100;

    /// <summary>How long a WebSocket client may take to initialise the connection; 10 milliseconds to 10 minutes.</summary>
    public TimeSpan ConnectionInitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle connection is sent something, so that no proxy closes it; 100 milliseconds to 1 hour.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Throws when a limit is out of its range.</summary>
    /// <exception cref="SettingException">Names the setting.</exception>
    public void Validate()
    {
        Check(nameof(MaxDepth), MaxDepth, 1, 100);
        Check(nameof(MaxComplexity), MaxComplexity, 1, 10_000_000);
        Check(nameof(MaxPageSize), MaxPageSize, 1, 1_000);
        Check(nameof(MaxBodyBytes), MaxBodyBytes, 1_024, 16_777_216);
        Check(nameof(MaxConnections), MaxConnections, 1, 1_000_000);
        Check(nameof(MaxSubscriptionsPerConnection), MaxSubscriptionsPerConnection, 1, 100_000);
        Check(nameof(Timeout), Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Check(nameof(ConnectionInitTimeout), ConnectionInitTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Check(nameof(KeepAlive), KeepAlive, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
    }

    private static void Check(string name, long value, long least, long most) =>
        SettingException.ThrowUnlessBetween($"{Section}:{name}", value, least, most);

    private static void Check(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        SettingException.ThrowUnlessBetween($"{Section}:{name}", value, least, most);
}
