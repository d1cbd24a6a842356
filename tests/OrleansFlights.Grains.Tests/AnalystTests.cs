using System.Globalization;
using NodaTime;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Calendar;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Tests;

/// <summary>What the gateway's readers ask of a real silo: analysts' questions against the recount, keys that nobody has.</summary>
public sealed class AnalystTests
{
    private const string Zone = "America/New_York";

    [Fact]
    public async Task RealFlights_RankingsAndDaysOfAZone_EqualTheIndependentRecount()
    {
        using var directory = new TemporaryDirectory();
        await using var pipeline = await Pipeline.StartAsync(directory.Path);
        using var gateway = new Readers(pipeline);
        var asking = AskWhileEventsComeAsync(gateway, pipeline.AppendAsync(RealFlights.Lines()).AsTask());
        await asking;
        await pipeline.CaughtUpAsync();
        var routes = RealFlights.Recount("routes.csv").ToDictionary(r => $"{r["origin"]}-{r["destination"]}", r => RealFlights.Text(r));
        await Eventually.TrueAsync(
            async () => (await gateway.Measurer.ReadAsync(new(Dimension.Route, null, null), [], CancellationToken.None)).Tallies.Count
                == routes.Count,
            () => Task.FromResult("the ranking does not have every route yet"));

        var all = await gateway.Measurer.ReadAsync(new(Dimension.Route, null, null), [], CancellationToken.None);
        Assert.Equal(
            routes.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value}"),
            all.Tallies.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key} {RealFlights.Text(t.Value)}"),
            StringComparer.Ordinal);

        var windows = RealFlights.Recount("windows.csv.gz")
            .Select(r => (Route: r["route"], Window: (int)(Number(r["window_start"]) / FlightWindow.Seconds), Events: Number(r["events"])))
            .ToList();
        var (from, to) = (FlightWindow.IndexOf(At(2013, 1, 1, 14)), FlightWindow.IndexOf(At(2013, 1, 2, 2)) + 1);
        var span = await gateway.Measurer.ReadAsync(new(Dimension.Route, from, to), [], CancellationToken.None);
        Assert.Equal(
            windows.Where(w => w.Window >= from && w.Window < to).GroupBy(w => w.Route)
                .ToDictionary(g => g.Key, g => g.Sum(w => w.Events)).OrderBy(e => e.Key, StringComparer.Ordinal),
            span.Tallies.Where(t => t.Value.Events > 0).Select(t => KeyValuePair.Create(t.Key, t.Value.Events))
                .OrderBy(e => e.Key, StringComparer.Ordinal));

        var days = CalendarWindows.Of(
            DateTimeZoneProviders.Tzdb[Zone], CalendarUnit.Day, FlightWindow.IndexOf(At(2012, 12, 30, 0)),
                FlightWindow.IndexOf(At(2013, 1, 8, 0)));
        foreach (var route in routes.Keys)
        {
            var query = new WindowQuery(FlightWindow.Minutes, days[0].Start, days[^1].End, null) { Runs = days };
            var reading = await pipeline.Grains.View(new ViewKey(Dimension.Route, route)).Read(new ViewQuery([query], int.MaxValue));
            Assert.Equal(
                windows.Where(w => w.Route == route).GroupBy(w => LocalDate(w.Window)).OrderBy(g => g.Key)
                    .Select(g => $"{route} {g.Key} {g.Sum(w => w.Events)}"),
                reading.Windows[0].Windows.Select(w => $"{route} {LocalDate(w.Start)} {w.Tally.Events}"));
        }
    }

    [Fact]
    public async Task UnknownKey_AnswersZeros_WithoutAnActivation()
    {
        using var directory = new TemporaryDirectory();
        await using var pipeline = await Pipeline.StartAsync(directory.Path);
        using var gateway = new Readers(pipeline);
        var management = pipeline.Grains.GetGrain<IManagementGrain>(0);
        for (var i = 0; i < 26; i++)
        {
            var view = new ViewKey(Dimension.Route, $"QQ{(char)('A' + i)}-ZZZ");
            var answer = await gateway.Views.ReadAsync(view, [], CancellationToken.None);
            Assert.True(answer.Tally.IsEmpty);
            Assert.Null(await management.GetActivationAddress(pipeline.Grains.View(view), TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Rankings are asked while events come: none may ever know more than there is.</summary>
    private static async Task AskWhileEventsComeAsync(Readers gateway, Task appending)
    {
        var known = RealFlights.Recount("routes.csv").ToDictionary(r => $"{r["origin"]}-{r["destination"]}", r => Number(r["events"]));
        var asked = 0;
        while (!appending.IsCompleted || asked < 5)
        {
            var measured = await gateway.Measurer.ReadAsync(new(Dimension.Route, null, null), [], CancellationToken.None);
            Assert.All(measured.Tallies, t => Assert.True(t.Value.Events <= known[t.Key], $"{t.Key}: {t.Value.Events} of {known[t.Key]}"));
            asked++;
        }

        await appending;
    }

    private static DateTimeOffset At(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, TimeSpan.Zero);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string LocalDate(int window) => Instant.FromUnixTimeSeconds((long)window * FlightWindow.Seconds)
        .InZone(DateTimeZoneProviders.Tzdb[Zone]).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The gateway's readers over a silo in this process.</summary>
    private sealed class Readers : IDisposable
    {
        public Readers(Pipeline pipeline)
        {
            var grains = new GrainViews(pipeline.Grains);
            var settled = new SettledPositions(grains, TimeProvider.System);
            var limits = new GraphQLLimits();
            Views = new CoveringViews(grains, settled, new ShownAnswers(), limits, TimeProvider.System);
            Measurer = new ViewMeasurer(grains, new SettledReads(Views, settled, limits, TimeProvider.System), settled);
        }

        public IFlightViews Views { get; }

        public ViewMeasurer Measurer { get; }

        public void Dispose() => Measurer.Dispose();
    }
}
