using System.ComponentModel.DataAnnotations;
using Names = OrleansFlights.Flights.Dimensions;

namespace OrleansFlights.Grains;

/// <summary>The configuration section <c>Grains</c>.</summary>
public sealed class GrainsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Grains";

    /// <summary>The dimensions whose views are kept up to date, by name; all when empty.</summary>
    [AllowedValues(Names.Route, Names.Airline, Names.Departures, Names.Arrivals, Names.Total)]
    public IList<string> Dimensions { get; } = [];

    /// <summary>How often a silo looks for another published generation, 50 ms to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan GenerationPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Idle time after which a view's grain leaves memory, 1 min to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(15);
}
