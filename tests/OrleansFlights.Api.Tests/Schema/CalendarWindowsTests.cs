using NodaTime;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Calendar;
using OrleansFlights.Gateway.Resolvers;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Api.Tests.Schema;

public sealed class CalendarWindowsTests
{
    private static readonly string[] Zones =
        ["UTC", "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo", "Africa/Cairo"];

    private static int Window(int year, int month, int day) =>
        FlightWindow.IndexOf(new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void DaysOfAChangeOfClocks_Have23And25Hours()
    {
        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
        var days = WindowRuns.Each(CalendarWindows.Of(zone, CalendarUnit.Day, Window(2026, 1, 1), Window(2027, 1, 1))).ToList();
        Assert.Equal(366, days.Count); // 31 December of the year before begins in it.
        Assert.Equal(1, days.Count(d => d.Width == 23 * 12));
        Assert.Equal(1, days.Count(d => d.Width == 25 * 12));
        Assert.Equal(364, days.Count(d => d.Width == 24 * 12));
    }

    [Fact]
    public void Months_HaveTheirDays() => Assert.Equal(
        [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31],
        WindowRuns.Each(CalendarWindows.Of(DateTimeZone.Utc, CalendarUnit.Month, Window(2026, 1, 1), Window(2027, 1, 1)))
            .Select(m => m.Width / 288));

    [Fact]
    public void AYearOfFiveMinutes_IsOneRun() =>
        Assert.Single(CalendarWindows.Of(DateTimeZone.Utc, 5, Window(2026, 1, 1), Window(2027, 1, 1)));

    /// <summary>Against a slow definition: windows touch, cover the span, and each begins where the zone's clock says.</summary>
    [Fact]
    public void Windows_CoverTheSpanOnce_InEveryZoneAndWidth()
    {
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var zone = DateTimeZoneProviders.Tzdb[Zones[random.Next(Zones.Length)]];
            var from = Window(2011, 1, 1) + random.Next(5 * 365 * 288);
            var to = from + 1 + random.Next(40 * 288);
            int[] widths = [5, 15, 60, 90, 360, 420, 720, 1_440, 2_880, 10_080, 5 * random.Next(1, 3_000)];
            var width = widths[random.Next(widths.Length)];
            var unit = random.Next(4) is var u && u < 3 ? (CalendarUnit?)u : null;
            var runs = unit is { } calendar ? CalendarWindows.Of(zone, calendar, from, to) : CalendarWindows.Of(zone, width, from, to);
            WindowRuns.Validate(runs);
            var windows = WindowRuns.Each(runs).ToList();
            Assert.True(windows[0].Start <= from && windows[0].Start + windows[0].Width > from, $"{zone} {unit} {width}: begins wrong");
            Assert.True(windows[^1].Start < to && windows[^1].Start + windows[^1].Width >= to, $"{zone} {unit} {width}: ends wrong");
            for (var w = 1; w < windows.Count; w++)
                Assert.Equal(windows[w - 1].Start + windows[w - 1].Width, windows[w].Start);
            Assert.Equal(windows.Count, WindowRuns.Count(runs));
            var place = random.Next(windows.Count);
            Assert.Equal(place, WindowRuns.CountBefore(runs, windows[place].Start));
            Assert.Equal(windows.Skip(place).Take(7), WindowRuns.Each(WindowRuns.Slice(runs, place, 7)));
            Assert.Equal((windows[place].Start, windows[place].Width * 5), WindowRuns.Find(runs, windows[place].Start + windows[place].Width - 1));
            if (unit is not null || width % 1_440 == 0)
                Assert.All(windows, w => Assert.Equal(
                    zone.AtStartOfDay(Local(zone, w.Start).Date).ToInstant(), Instant.FromUnixTimeSeconds(w.Start * 300L)));
        }
    }

    [Fact]
    public void EveryMeasure_IsAValueOfTheSchema()
    {
        Assert.Equal(TallyMeasure.All.Select(m => m.Name.Replace("_", "", StringComparison.Ordinal)),
            Enum.GetNames<Measure>().Select(n => n.ToLowerInvariant()));
        Assert.All(TallyMeasure.All, m => Assert.Matches($@"\b{m.Name.ToUpperInvariant()}\b", SchemaContract.ReadText()));
        Assert.All(TallyMeasure.All, m => Assert.False(m.Value(new FlightTally(), 0.5) is { } value && !double.IsFinite(value)));
    }

    [Theory]
    [InlineData("2026-03-29t06:05:00z", 0)]
    [InlineData("2026-03-29T06:05:00.1Z", 1_000_000)]
    [InlineData("2026-03-29T06:05:00.123456789Z", 1_234_567)]
    [InlineData("2026-03-29T08:05:00.0000001+02:00", 1)]
    [InlineData("2026-03-29T06:05:00-00:00", 0)]
    public void Instants_AreReadAsRfc3339WritesThem(string text, long ticks) =>
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 6, 5, 0, TimeSpan.Zero).AddTicks(ticks), InstantText.Parse(text));

    [Theory]
    [InlineData("2026-03-29T06:05:00.1234567890Z")]
    [InlineData("2026-03-29 06:05:00Z")]
    [InlineData("2026-03-29T06:05:00.Z")]
    [InlineData("2026-03-29T06:05Z")]
    [InlineData("0001-01-01T00:00:00+23:59")]
    [InlineData("2026-03-29T06:05:00Zü")]
    public void OtherInstants_AreRefused(string text) => Assert.Throws<FormatException>(() => InstantText.Parse(text));

    private static ZonedDateTime Local(DateTimeZone zone, int window) => Instant.FromUnixTimeSeconds(window * 300L).InZone(zone);
}
