using System.Diagnostics.Metrics;

namespace OrleansFlights.Gateway.Limits;

/// <summary>The gateway's measurements; meter <see cref="MeterName"/>.</summary>
public sealed class GatewayMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OrleansFlights.Api";

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<int> _connections;
    private readonly UpDownCounter<int> _subscriptions;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _feedFailures;

    /// <summary>Makes the instruments.</summary>
    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _duration = _meter.CreateHistogram<double>("flights_graphql_duration", "s", "Time to execute a GraphQL query.");
        _connections = _meter.CreateUpDownCounter<int>(
            "flights_graphql_connections", description: "Open WebSocket and event-stream connections.");
        _subscriptions = _meter.CreateUpDownCounter<int>("flights_graphql_subscriptions", description: "Open subscriptions.");
        _messages = _meter.CreateCounter<long>("flights_graphql_messages", description: "Subscription messages sent.");
        _rejected = _meter.CreateCounter<long>("flights_graphql_rejected", description: "Requests refused before execution.");
        _feedFailures = _meter.CreateCounter<long>("flights_feed_failures", description: "Failed rounds of following a view.");
    }

    /// <summary>Shows every counter at zero, so that what has not happened yet can be told from what is not measured.</summary>
    public void Announce()
    {
        Connection(0);
        Subscription(0);
        foreach (var counter in (ReadOnlySpan<Counter<long>>)[_messages, _rejected, _feedFailures])
            counter.Add(0);
    }

    /// <summary>A query was executed.</summary>
    public void Executed(TimeSpan duration) => _duration.Record(duration.TotalSeconds);

    /// <summary>A request was refused before execution.</summary>
    public void Rejected() => _rejected.Add(1);

    /// <summary>A connection opened (1) or closed (-1).</summary>
    public void Connection(int change) => _connections.Add(change);

    /// <summary>A subscription began (1) or ended (-1).</summary>
    public void Subscription(int change) => _subscriptions.Add(change);

    /// <summary>A subscription message was sent.</summary>
    public void MessageSent() => _messages.Add(1);

    /// <summary>Following something failed once.</summary>
    public void FeedFailed() => _feedFailures.Add(1);

    /// <summary>Shows how many things are followed.</summary>
    public void ObserveFeeds(Func<int> feeds) =>
        _meter.CreateObservableGauge("flights_feeds", feeds, description: "Views followed for clients.");
}
