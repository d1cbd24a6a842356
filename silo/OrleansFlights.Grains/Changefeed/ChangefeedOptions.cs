using OrleansFlights.Log;

namespace OrleansFlights.Grains.Changefeed;

/// <summary>The configuration section <c>Changefeed</c>.</summary>
public sealed class ChangefeedOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Changefeed";

    /// <summary>
    /// Whether the silos write the routes' newest counts to a topic. Off unless asked for: a SQLite log keeps every message, for it does
    /// not compact.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>The topic.</summary>
    [TopicName]
    public string Topic { get; set; } = "flight-route-counts";
}
