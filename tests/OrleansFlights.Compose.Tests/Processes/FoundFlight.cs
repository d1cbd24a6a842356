namespace OrleansFlights.Compose.Tests;

/// <summary>A flight as a gateway answers it, or as this test's own code works it out.</summary>
internal sealed record FoundFlight
{
    public required string Id { get; init; }

    public required string Airline { get; init; }

    public required string Origin { get; init; }

    public required string Destination { get; init; }

    public required DateTimeOffset Scheduled { get; init; }

    public required DateTimeOffset? Actual { get; init; }

    public required double? DelayMinutes { get; init; }

    public required string Status { get; init; }

    public required string Model { get; init; }

    public required string Registration { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public required string History { get; init; }

    /// <summary>One entry of a history.</summary>
    public static string Report(string status, DateTimeOffset first, DateTimeOffset last) =>
        $"{status} {first.UtcDateTime:O} {last.UtcDateTime:O}";
}
