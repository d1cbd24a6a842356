using System.Collections.Immutable;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>Schema type <c>Place</c>: a city or a country, by the airports of the table that have events.</summary>
public sealed class PlaceNode(
    string? city, string country, IReadOnlyList<AirportCode> airports, ImmutableArray<PartitionOffset> atLeast, IFlightViews views)
{
    /// <summary>The city; null for a whole country.</summary>
    public string? City => city;

    /// <summary>ISO 3166.</summary>
    public string Country => country;

    /// <summary>Its airports that have events.</summary>
    public IReadOnlyList<AirportNode> Airports => [.. airports.Select(a => new AirportNode(views, a, atLeast))];

    /// <summary>Flights that leave it.</summary>
    public Task<RollupNode> GetDepartures(CancellationToken cancellationToken) => SumAsync(ViewKey.Departures, cancellationToken);

    /// <summary>Flights that go to it.</summary>
    public Task<RollupNode> GetArrivals(CancellationToken cancellationToken) => SumAsync(ViewKey.Arrivals, cancellationToken);

    /// <summary>The place of the table's airports; null when the table has none.</summary>
    internal static async Task<PlaceNode?> FindAsync(
        string? city, string country, ImmutableArray<PartitionOffset> atLeast, IFlightViews views, CancellationToken cancellationToken)
    {
        var codes = Flights.Reference.Airports.All
            .Where(a => string.Equals(a.Country, country, StringComparison.OrdinalIgnoreCase)
                && (city is null || string.Equals(a.City, city, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        if (codes.Count == 0)
            return null;
        var seen = await AirportList.KeysAsync(views, cancellationToken);
        return new PlaceNode(
            city is null ? null : codes[0].City,
            codes[0].Country,
            [.. codes.Select(a => a.Code).Where(c => seen.Contains(c.ToString())).OrderBy(c => c.ToString(), StringComparer.Ordinal)],
            atLeast,
            views);
    }

    private async Task<RollupNode> SumAsync(Func<AirportCode, ViewKey> view, CancellationToken cancellationToken) =>
        new(await Task.WhenAll(airports.Select(a => views.ReadAsync(view(a), atLeast, cancellationToken).AsTask())));
}

/// <summary>Schema type <c>Rollup</c>: the sum of views. An event counts in one view of a dimension, so once in the sum.</summary>
public sealed class RollupNode
{
    private readonly IReadOnlyCollection<ViewAnswer> _answers;

    internal RollupNode(IReadOnlyCollection<ViewAnswer> answers)
    {
        _answers = answers;
        var sum = new FlightTally();
        foreach (var answer in answers)
            sum.Add(answer.Tally);
        Tally = new TallyNode(sum);
    }

    /// <summary>The sum.</summary>
    public TallyNode Tally { get; }

    /// <summary>How many airports it adds up.</summary>
    public int Airports => _answers.Count;

    /// <summary>Whether nothing can be missing.</summary>
    public bool Complete => _answers.All(a => a.Complete);
}

/// <summary>What names a place.</summary>
internal static class PlaceRules
{
    private const int CountryLength = 2;

    /// <summary>A country's code.</summary>
    /// <exception cref="BadArgumentException">It is none.</exception>
    public static string Country(string argument, string value) =>
        value.Length == CountryLength && value.All(char.IsAsciiLetter)
            ? value : throw new BadArgumentException(argument, value, "two letters of ISO 3166, such as CH");
}
