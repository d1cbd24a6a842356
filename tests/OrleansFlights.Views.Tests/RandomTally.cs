using OrleansFlights.Flights;

namespace OrleansFlights.Views.Tests;

internal static class RandomTally
{
    private const int LargestDelay = 30 * 86_400;

    public static FlightTally Next(Random random, bool departures)
    {
        var tally = new FlightTally();
        var events = random.Next(1, 20);
        for (var i = 0; i < events; i++)
        {
            var status = departures && i == 0 ? FlightStatus.Departed : (FlightStatus)random.Next(FlightStatuses.Count);
            int? delay = departures && status == FlightStatus.Departed ? random.Next(-LargestDelay, LargestDelay + 1) : null;
            tally.Add(new FlightFact(i, 0, status, delay));
        }

        return tally;
    }
}
