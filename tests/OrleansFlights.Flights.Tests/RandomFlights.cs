namespace OrleansFlights.Flights.Tests;

/// <summary>Any valid flight event, from a seed.</summary>
internal static class RandomFlights
{
    private static readonly string[] Texts =
        ["Emirates", "Swiss", "LOT Polish \"Airlines\"", "Air\\Côte d'Ivoire", "全日空", "🛫", "a", "</script>&+'", "\u00A0\u2028\uFFFD",
            new('x', FlightEventParser.MaxTextBytes)];

    public static FlightEvent Next(Random random)
    {
        var origin = Airport(random);
        AirportCode destination;
        do
            destination = Airport(random);
        while (destination == origin);

        var scheduled = new DateTimeOffset(1930 + random.Next(250), 1, 1, 0, 0, 0, TimeSpan.Zero)
            .AddMicroseconds(random.NextInt64(365L * 86_400_000_000));
        return new FlightEvent(
            Texts[random.Next(Texts.Length)],
            Texts[random.Next(Texts.Length)],
            origin,
            destination,
            scheduled,
            random.Next(3) == 0 ? null : scheduled.AddSeconds(random.Next(-2_000_000, 2_000_000)),
            (FlightStatus)random.Next(FlightStatuses.Count),
            new Aircraft(
                random.Next(4) == 0 ? "" : Texts[random.Next(Texts.Length)], random.Next(4) == 0 ? "" : Texts[random.Next(Texts.Length)]),
            scheduled.AddMilliseconds(random.Next(-100_000_000, 100_000_000)));
    }

    private static AirportCode Airport(Random random)
    {
        Span<char> letters = [(char)('A' + random.Next(26)), (char)('A' + random.Next(26)), (char)('A' + random.Next(26))];
        Assert.True(AirportCode.TryParse(letters, out var code));
        return code;
    }
}
