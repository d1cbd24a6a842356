using System.Net;

namespace OrleansFlights.Api.Tests;

public sealed class AnalystTableTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    private const string Span = "from=2026-03-29T06:00:00Z&to=2026-03-29T08:00:00Z";

    private Task<HttpResponseMessage> GetAsync(string path) =>
        gateway.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Series_AsCsv_HasALineForEachWindow()
    {
        using var response = await GetAsync($"/series?kind=route&key=DXB-ZRH&{Span}&fill=true&format=csv");
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(response.Headers.GetValues("Flights-Cursor"));
        Assert.Equal(
            "start,end,events,scheduled,boarding,departed,delayed,cancelled,landed,diverted,departures,sum_seconds,min_seconds,max_seconds,on_time,cancellation_rate,on_time_share,mean_delay_minutes\r\n"
            + "2026-03-29T06:00:00Z,2026-03-29T07:00:00Z,3,1,0,2,0,0,0,0,2,2400,600,1800,1,0,0.5,20\r\n"
            + "2026-03-29T07:00:00Z,2026-03-29T08:00:00Z,1,0,0,0,0,1,0,0,0,0,,,0,1,,\r\n",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Series_IsPagedByNext()
    {
        using var first = await GetAsync($"/series?{Span}&first=1");
        var page = await TestGateway.JsonAsync(first);
        Assert.Equal(6, page.GetProperty("rows")[0].GetProperty("events").GetInt64());
        using var second = await GetAsync($"/series?{Span}&first=1&after={page.GetProperty("next").GetString()}");
        var rest = await TestGateway.JsonAsync(second);
        Assert.Equal(1, rest.GetProperty("rows")[0].GetProperty("events").GetInt64());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, rest.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Rankings_AreThoseOfTheSchema()
    {
        using var response = await GetAsync("/ranking?kind=airline&by=on_time_share");
        var row = Assert.Single((await TestGateway.JsonAsync(response)).GetProperty("rows").EnumerateArray());
        Assert.Equal("Emirates", row.GetProperty("key").GetString());
        Assert.Equal(0.5, row.GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("/series?from=x&to=2026-03-29T08:00:00Z", "from")]
    [InlineData("/series?from=2026-03-29T08:00:00Z", "to")]
    [InlineData($"/series?kind=planet&{Span}", "kind")]
    [InlineData($"/series?kind=route&{Span}", "key")]
    [InlineData($"/series?{Span}&unit=0", "unit")]
    [InlineData("/ranking?by=events", "kind")]
    [InlineData("/ranking?kind=route&by=beauty", "by")]
    public async Task BadParameter_IsNamed(string path, string parameter)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(parameter, (await TestGateway.JsonAsync(response)).GetProperty("parameter").GetString());
    }

    [Theory]
    [InlineData("/route-counts?origin=DXB&destination=ZRH")]
    [InlineData($"/series?{Span}")]
    public async Task Head_AnswersAsGetWithoutABody(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(response.Headers.GetValues("Flights-Cursor"));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
