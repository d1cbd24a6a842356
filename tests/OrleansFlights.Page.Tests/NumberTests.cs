using System.Text.Json;
using Microsoft.Playwright;

namespace OrleansFlights.Page.Tests;

/// <summary>
/// Walks through every page and compares what it shows with what the gateway answers. Nothing arrives meanwhile, so both are the same
/// number.
/// </summary>
public sealed class NumberTests(PagedGateway gateway) : IClassFixture<PagedGateway>
{
    private const string Counts =
        "tally { events byStatus { scheduled boarding departed delayed cancelled landed diverted } delay { departures averageMinutes p50: "
        + "percentileMinutes(p: 0.5) p90: percentileMinutes(p: 0.9) p99: percentileMinutes(p: 0.99) } }";

    private async Task<JsonElement> BusiestRouteAsync() =>
        (await gateway.Gateway.QueryAsync($"{{ topRoutes(first: 1) {{ origin destination {Counts} }} }}")).GetProperty("topRoutes")[0];

    private static async Task ShowsTallyAsync(OpenPage page, JsonElement tally, ILocator? within = null)
    {
        await page.ShowsAsync("tally.events", tally.GetProperty("events"), within);
        foreach (var status in tally.GetProperty("byStatus").EnumerateObject())
            await page.ShowsAsync($"tally.byStatus.{status.Name}", status.Value, within);
        if (tally.GetProperty("delay") is { ValueKind: JsonValueKind.Object } delay)
        {
            await page.ShowsAsync("tally.delay.departures", delay.GetProperty("departures"), within);
            await page.ShowsAsync("tally.delay.averageMinutes", delay.GetProperty("averageMinutes"), within);
        }
    }

    [Fact]
    public async Task Map_ShowsTotalsAndTheBusiestRoutes()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/");
        var totals = (await gateway.Gateway.QueryAsync("{ totals { events byStatus { departed cancelled } delay { averageMinutes } } }"))
            .GetProperty("totals");
        await page.ShowsAsync("totals.events", totals.GetProperty("events"));
        await page.ShowsAsync("totals.byStatus.departed", totals.GetProperty("byStatus").GetProperty("departed"));
        await page.ShowsAsync("totals.byStatus.cancelled", totals.GetProperty("byStatus").GetProperty("cancelled"));
        await page.ShowsAsync("totals.delay.averageMinutes", totals.GetProperty("delay").GetProperty("averageMinutes"));
        foreach (var route in (await gateway.Gateway.QueryAsync("{ topRoutes(first: 5) { origin destination tally { events } } }"))
            .GetProperty("topRoutes").EnumerateArray())
            await page.ShowsAsync($"route.{route.GetProperty("origin")}-{route.GetProperty("destination")}",
                route.GetProperty("tally").GetProperty("events"));
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Application))
            .ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("[1-9].* airports and .*[1-9].* routes"));
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Route_ShowsItsCountsWindowsAndWhyTheyAreExact()
    {
        var route = await BusiestRouteAsync();
        var (origin, destination) = (route.GetProperty("origin").GetString(), route.GetProperty("destination").GetString());
        await using var page = await OpenPage.OpenAsync(gateway, $"/route/{origin}-{destination}");
        await ShowsTallyAsync(page, route.GetProperty("tally"));
        foreach (var percentile in (string[])["p50", "p90", "p99"])
            await page.ShowsAsync($"delay.{percentile}", route.GetProperty("tally").GetProperty("delay").GetProperty(percentile));

        var asked =
            $"{{ route(origin: \"{origin}\", destination: \"{destination}\") {{ windows(minutes: 60, last: 5) {{ start tally {{ events }} "
            + $"}} provenance {{ batch {{ events }} realtime {{ events }} watermarks {{ partition offset }} }} }} }}";
        var answer = (await gateway.Gateway.QueryAsync(asked)).GetProperty("route");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Day", Exact = true }).ClickAsync();
        await page.Page.GetByText("As a table").ClickAsync();
        foreach (var window in answer.GetProperty("windows").EnumerateArray())
        {
            var start = window.GetProperty("start").GetDateTimeOffset()
                .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
            await Assertions.Expect(page.Page.Locator($"[data-window='{start}']"))
                .ToHaveAttributeAsync("value", window.GetProperty("tally").GetProperty("events").ToString());
        }

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Why exact?" }).ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        await page.ShowsAsync("why.events", route.GetProperty("tally").GetProperty("events"), dialog);
        var sum = await NumberAsync(dialog, "batch.events") + await NumberAsync(dialog, "realtime.events");
        Assert.Equal(route.GetProperty("tally").GetProperty("events").GetInt64(), sum);
        foreach (var mark in answer.GetProperty("provenance").GetProperty("watermarks").EnumerateArray())
            await Assertions.Expect(dialog.Locator($"[data-watermark='{mark.GetProperty("partition")}']"))
                .ToHaveAttributeAsync("value", mark.GetProperty("offset").ToString());

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Recount now" }).ClickAsync();
        await Assertions.Expect(dialog.GetByTestId("recount")).ToContainTextAsync("0 differences", new() { Timeout = 60_000 });
        await page.ShowsAsync("recount.events", route.GetProperty("tally").GetProperty("events"), dialog);
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Airline_ShowsItsCounts()
    {
        var airline = (await gateway.Gateway.QueryAsync($"{{ airlines(first: 1) {{ nodes {{ name {Counts} }} }} }}"))
            .GetProperty("airlines").GetProperty("nodes")[0];
        await using var page = await OpenPage.OpenAsync(
            gateway, $"/airline/{Uri.EscapeDataString(airline.GetProperty("name").GetString()!)}");
        await ShowsTallyAsync(page, airline.GetProperty("tally"));
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Airport_ShowsBothSides()
    {
        var airport = (
            await gateway.Gateway.QueryAsync(
            $"{{ airports(first: 1) {{ nodes {{ code departures {{ {Counts} }} arrivals {{ {Counts} }} }} }} }}")).GetProperty("airports")
            .GetProperty("nodes")[0];
        var code = airport.GetProperty("code").GetString();
        await using var page = await OpenPage.OpenAsync(gateway, $"/airport/{code}");
        await ShowsTallyAsync(page, airport.GetProperty("departures").GetProperty("tally"),
            page.Page.GetByRole(AriaRole.Region, new() { Name = $"Departures from {code}" }));
        await ShowsTallyAsync(page, airport.GetProperty("arrivals").GetProperty("tally"),
            page.Page.GetByRole(AriaRole.Region, new() { Name = $"Arrivals at {code}" }));
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Flight_ShowsItsTimesAndItsLife()
    {
        var flight = (await gateway.Gateway.QueryAsync(
            "{ flights(filter: { status: [DEPARTED] }, first: 1) { nodes { id delayMinutes scheduledDeparture history { status } } } }"))
            .GetProperty("flights").GetProperty("nodes")[0];
        await using var page = await OpenPage.OpenAsync(gateway, $"/flight/{flight.GetProperty("id").GetString()}");
        await page.ShowsAsync("flight.delayMinutes", flight.GetProperty("delayMinutes"));
        await Assertions.Expect(page.Page.Locator("[data-field='flight.scheduledDeparture']"))
            .ToHaveAttributeAsync("datetime", flight.GetProperty("scheduledDeparture").GetString()!);
        foreach (var step in flight.GetProperty("history").EnumerateArray())
            await Assertions.Expect(page.Page.Locator($"li[data-status='{step.GetProperty("status").GetString()}']")).ToHaveCountAsync(1);
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Rankings_ShowEachRoutesCounts()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/rankings");
        foreach (var route in (await gateway.Gateway.QueryAsync($"{{ topRoutes(first: 10) {{ origin destination {Counts} }} }}"))
            .GetProperty("topRoutes").EnumerateArray())
        {
            var row = page.Page.Locator($"[data-row='{route.GetProperty("origin")} → {route.GetProperty("destination")}']");
            await page.ShowsAsync("rank.Events", route.GetProperty("tally").GetProperty("events"), row);
            await page.ShowsAsync("rank.Cancelled", route.GetProperty("tally").GetProperty("byStatus").GetProperty("cancelled"), row);
        }

        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Pipeline_ShowsEveryPartition()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/pipeline");
        var pipeline = (await gateway.Gateway.QueryAsync(
            "{ pipeline { deadLetters drift partitions { partition endOffset watermark } } totals { events } }"));
        foreach (var partition in pipeline.GetProperty("pipeline").GetProperty("partitions").EnumerateArray())
        {
            var number = partition.GetProperty("partition");
            await Assertions.Expect(page.Page.Locator($"[data-end='{number}']"))
                .ToHaveAttributeAsync("value", partition.GetProperty("endOffset").ToString());
            await Assertions.Expect(page.Page.Locator($"[data-watermark='{number}']"))
                .ToHaveAttributeAsync("value", partition.GetProperty("watermark").ToString());
        }

        await page.ShowsAsync("pipeline.deadLetters", pipeline.GetProperty("pipeline").GetProperty("deadLetters"));
        await page.ShowsAsync("pipeline.drift", pipeline.GetProperty("pipeline").GetProperty("drift"));
        await page.ShowsAsync("totals.events", pipeline.GetProperty("totals").GetProperty("events"));
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Number_IsWrittenAsTheVisitorDoes()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/");
        var events = page.Page.Locator("[data-field='totals.events']");
        await Assertions.Expect(events).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9]['’][0-9]{3}$"));
    }

    private static async Task<long> NumberAsync(ILocator within, string field) =>
        long.Parse(await within.Locator($"[data-field='{field}']").GetAttributeAsync("value")
            ?? "", System.Globalization.CultureInfo.InvariantCulture);
}
