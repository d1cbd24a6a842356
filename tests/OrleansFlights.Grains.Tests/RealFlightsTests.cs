using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Tests;

public sealed class RealFlightsTests
{
    [Fact]
    public async Task RealFlights_EveryViewAndWindow_EqualTheIndependentRecount()
    {
        using var directory = new TemporaryDirectory();
        await using var pipeline = await Pipeline.StartAsync(directory.Path);
        await pipeline.AppendAsync(RealFlights.Lines());
        await pipeline.CaughtUpAsync();

        foreach (var row in RealFlights.Recount("routes.csv"))
            await AssertViewAsync(pipeline, new ViewKey(Dimension.Route, $"{row["origin"]}-{row["destination"]}"), RealFlights.Text(row));
        foreach (var row in RealFlights.Recount("airlines.csv"))
            await AssertViewAsync(pipeline, ViewKey.Airline(row["airline"]), RealFlights.Text(row));
        foreach (var row in RealFlights.Recount("airports.csv"))
        {
            await AssertViewAsync(pipeline, new ViewKey(Dimension.Departures, row["airport"]), RealFlights.Text(row, "dep_"));
            await AssertViewAsync(pipeline, new ViewKey(Dimension.Arrivals, row["airport"]), RealFlights.Text(row, "arr_"));
        }

        await AssertViewAsync(pipeline, ViewKey.Total, RealFlights.Text(RealFlights.Recount("total.csv").Single()));
        await AssertWindowsAsync(pipeline);
        await AssertDirectoryAsync(pipeline);
    }

    private static async Task AssertViewAsync(Pipeline pipeline, ViewKey view, string expected)
    {
        var answer = await pipeline.Grains.View(view).Read();
        Assert.Equal($"{view} {expected}", $"{view} {RealFlights.Text(answer.Tally)}");
        Assert.True(answer.Complete);
    }

    private static async Task AssertWindowsAsync(Pipeline pipeline)
    {
        var expected = RealFlights.Recount("windows.csv.gz")
            .Select(r =>
                $"{r["route"]} {long.Parse(r["window_start"], System.Globalization.CultureInfo.InvariantCulture) / FlightWindow.Seconds} "
                + $"{r["events"]}")
            .Order(StringComparer.Ordinal)
            .ToList();
        var actual = new List<string>();
        foreach (var row in RealFlights.Recount("routes.csv"))
        {
            var route = $"{row["origin"]}-{row["destination"]}";
            var windows = await pipeline.Grains.View(new ViewKey(Dimension.Route, route)).ReadWindows(new WindowQuery(5, null, null, null));
            actual.AddRange(windows.Windows.Select(w => $"{route} {w.Start} {w.Tally.Events}"));
        }

        actual.Sort(StringComparer.Ordinal);
        Assert.Equal(expected, actual);
    }

    private static async Task AssertDirectoryAsync(Pipeline pipeline)
    {
        var expected = RealFlights.Recount("routes.csv")
            .Select(r => new RankingEntry(
                $"{r["origin"]}-{r["destination"]}", long.Parse(r["events"], System.Globalization.CultureInfo.InvariantCulture)))
            .OrderByDescending(e => e.Events).ThenBy(e => e.Key, StringComparer.Ordinal)
            .Take(20)
            .ToList();
        var directory = pipeline.Grains.GetGrain<IRankingGrain>(Dimensions.Route);
        await Eventually.TrueAsync(
            async () => expected.SequenceEqual(await directory.Top(20)),
            async () => string.Join(' ', await directory.Top(20)));
    }
}
