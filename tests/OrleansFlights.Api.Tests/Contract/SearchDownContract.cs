using OrleansFlights.Testing;

namespace OrleansFlights.Api.Tests;

/// <summary>A gateway whose Elasticsearch is not there.</summary>
public abstract class GatewayWithoutSearch : TestGateway
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Search:Provider"] = "elasticsearch",
        ["Search:Elasticsearch:Uri"] = $"http://127.0.0.1:{ChildProcess.FreePort()}",
    };

    protected override Task SeedIndexAsync() => Task.CompletedTask;
}

/// <summary>What clients see while the search engine is away.</summary>
public abstract class SearchDownContract(GatewayWithoutSearch gateway)
{
    [Theory]
    [InlineData("""{ flight(id: "EK87-1") { id } totals { events } }""", "flight")]
    [InlineData("""{ flights(search: "swiss") { nodes { id } } totals { events } }""", "flights")]
    public async Task ElasticsearchDown_IsNamed_WhileCountsGoOn(string query, string field)
    {
        var result = await gateway.PostAsync(query);
        var error = Assert.Single(result.GetProperty("errors").EnumerateArray());
        Assert.Contains("Elasticsearch", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("UNAVAILABLE", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("Elasticsearch", error.GetProperty("extensions").GetProperty("service").GetString());
        Assert.Equal(field, error.GetProperty("path")[0].GetString());

        var counts = await gateway.PostAsync("{ totals { events } }");
        Assert.Equal(8, counts.GetProperty("data").GetProperty("totals").GetProperty("events").GetInt64());
    }
}
