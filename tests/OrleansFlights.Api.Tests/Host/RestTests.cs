using System.Net;
using System.Text.RegularExpressions;

namespace OrleansFlights.Api.Tests;

public sealed class RestTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    private Task<HttpResponseMessage> GetAsync(string path) =>
        gateway.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("DXB", "ZRH", 5)]
    [InlineData("ZRH", "DXB", 0)]
    public async Task RouteCounts_AnswersTheCount(string origin, string destination, int count)
    {
        using var response = await GetAsync($"/route-counts?origin={origin}&destination={destination}");
        var answer = await TestGateway.JsonAsync(response);
        Assert.StartsWith($$"""{"route":"{{origin}}-{{destination}}","flight_count":{{count}},"complete":true,"watermarks":[{"partition":0,"offset":""", answer.ToString(), StringComparison.Ordinal);
        Assert.Equal(answer.GetProperty("cursor").GetString(), Assert.Single(response.Headers.GetValues("Flights-Cursor")));
    }

    [Theory]
    [InlineData("", "origin")]
    [InlineData("?origin=DXB", "destination")]
    [InlineData("?origin=dxb&destination=ZRH", "origin")]
    [InlineData("?origin=DXB&destination=DXB", "destination")]
    public async Task RouteCounts_BadParameter_IsNamed(string query, string parameter)
    {
        using var response = await GetAsync("/route-counts" + query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(parameter, (await TestGateway.JsonAsync(response)).GetProperty("parameter").GetString());
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task Health_IsGood(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Healthy", (await TestGateway.JsonAsync(response)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task OpenApi_DescribesTheRouteCounts()
    {
        using var response = await GetAsync("/openapi/v1.json");
        var operation = (await TestGateway.JsonAsync(response)).GetProperty("paths").GetProperty("/route-counts").GetProperty("get");
        Assert.Equal(["origin", "destination", "atLeast"],
            operation.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Metrics_ShowTheGateway()
    {
        await gateway.PostAsync("{ totals { events } }");
        using var response = await GetAsync("/metrics");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("flights_graphql_duration", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/route/DXB-ZRH")]
    [InlineData("/airline/ITA%20Airways")]
    [InlineData("/airline/A%2FB")]
    [InlineData("/airport/ZRH")]
    [InlineData("/flight/EK87-202603290610-1f")]
    [InlineData("/rankings")]
    [InlineData("/pipeline")]
    public async Task LivePage_IsAtEachOfItsAddresses_WithoutInlineScriptOrStyle(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("unsafe", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        foreach (Match file in Regex.Matches(page, "(?:src|href)=\"(/(?:live|plain)/[^\"]+)\""))
        {
            using var loaded = await GetAsync(file.Groups[1].Value);
            Assert.Equal(HttpStatusCode.OK, loaded.StatusCode);
        }
    }

    [Fact]
    public async Task NoPage_IsNotFound()
    {
        using var response = await GetAsync("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Browser_SeesAPageAtBothAddresses()
    {
        foreach (var path in (string[])["/", "/graphql", "/graphql?query=%7Btotals%7Bevents%7D%7D"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain(
                "https://", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }
}
