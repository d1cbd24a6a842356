using Microsoft.Playwright;

namespace OrleansFlights.Page.Tests;

/// <summary>A gateway that answers only those who show a key.</summary>
public sealed class KeyedGateway : PagedGateway
{
    public const string Visitor = "visitor-key-0123456789";
    public const string Operator = "operator-key-0123456789";
    public const string Asker = "asker-key-0123456789";

    protected override string Key => Operator;

    protected override IReadOnlyList<string> Settings =>
    [
        $"--Edge:ApiKeys:visitor:Key={Visitor}",
        $"--Edge:ApiKeys:asker:Key={Asker}",
        "--Edge:ApiKeys:asker:May:0=query",
        $"--Edge:ApiKeys:operator:Key={Operator}",
        "--Edge:ApiKeys:operator:May:0=query",
        "--Edge:ApiKeys:operator:May:1=subscribe",
        "--Edge:ApiKeys:operator:May:2=operate",
    ];
}

/// <summary>Where the gateway asks for a key the page asks for it, keeps it for the tab, and says when it is refused.</summary>
public sealed class KeyTests(KeyedGateway gateway) : IClassFixture<KeyedGateway>
{
    [Fact]
    public async Task Key_IsAskedFor_KeptForTheTab_AndForgotten()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/pipeline", live: false);
        var heading = page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Assertions.Expect(heading).ToHaveTextAsync("This gateway asks who you are");
        await ShowAsync(page, "wrong-key-0123456789");
        await Assertions.Expect(heading).ToHaveTextAsync("The gateway does not know this key");
        await ShowAsync(page, KeyedGateway.Visitor);
        await page.IsAsync("live");
        await Assertions.Expect(heading).ToHaveTextAsync("Pipeline");
        await ShowsTotalsAsync(page);

        await page.Page.ReloadAsync();
        await page.IsAsync("live");
        await ShowsTotalsAsync(page);

        var another = await page.Page.Context.NewPageAsync();
        await another.GotoAsync(new Uri(gateway.Address, "/pipeline").ToString());
        await Assertions.Expect(another.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("This gateway asks who you are");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Forget key" }).ClickAsync();
        await Assertions.Expect(heading).ToHaveTextAsync("This gateway asks who you are");
    }

    [Fact]
    public async Task KeyInTheFragment_IsTaken_AndLeavesTheAddress()
    {
        await using var page = await OpenPage.OpenAsync(gateway, $"/pipeline#key={KeyedGateway.Visitor}");
        await ShowsTotalsAsync(page);
        Assert.Equal(new Uri(gateway.Address, "/pipeline").ToString(), page.Page.Url);
        Assert.Empty(page.Problems);
    }

    [Theory]
    [InlineData(ColorScheme.Light, "")]
    [InlineData(ColorScheme.Dark, "#key=wrong-key-0123456789")]
    public async Task Form_IsForEverybody(ColorScheme colours, string fragment)
    {
        await using var page = await OpenPage.OpenAsync(
            gateway, $"/{fragment}", new() { ColorScheme = colours, BypassCSP = true }, live: false);
        await page.Page.GetByLabel("API key or token").WaitForAsync();
        Assert.Empty(await page.ViolationsAsync());
    }

    [Fact]
    public async Task KeyThatMayNotWatch_IsToldSo()
    {
        await using var page = await OpenPage.OpenAsync(gateway, $"/pipeline#key={KeyedGateway.Asker}", live: false);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("Your key may not see all of this");
    }

    [Theory]
    [InlineData(KeyedGateway.Visitor, false)]
    [InlineData(KeyedGateway.Operator, true)]
    public async Task Recount_IsOfferedToThoseWhoMayOperate(string key, bool offered)
    {
        var route = (await gateway.Gateway.QueryAsync("{ topRoutes(first: 1) { origin destination } }")).GetProperty("topRoutes")[0];
        await using var page = await OpenPage.OpenAsync(
            gateway, $"/route/{route.GetProperty("origin")}-{route.GetProperty("destination")}#key={key}");
        await page.Page.GetByText("Why exact?").First.ClickAsync();
        var button = page.Page.GetByRole(AriaRole.Button, new() { Name = "Recount now" });
        await Assertions.Expect(page.Page.GetByText("Do not believe it").First).ToBeVisibleAsync();
        await Assertions.Expect(button).ToHaveCountAsync(offered ? 1 : 0);
        if (!offered)
            return;
        await button.ClickAsync();
        await Assertions.Expect(page.Page.GetByTestId("recount")).ToContainTextAsync("0 differences", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task Operator_RollsBack_AndLetsRunsPublishAgain()
    {
        var first = await GenerationAsync();
        await gateway.ProduceAsync(500, seed: 21);
        await gateway.Gateway.CaughtUpAsync(TimeSpan.FromMinutes(1));
        for (var until = DateTime.UtcNow + TimeSpan.FromMinutes(2); await GenerationAsync() == first;)
        {
            Assert.True(DateTime.UtcNow < until, $"generation {first} is still the newest");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        var events = await EventsAsync();

        await using var page = await OpenPage.OpenAsync(gateway, $"/pipeline#key={KeyedGateway.Operator}");
        var generations = page.Page.GetByRole(AriaRole.Region, new() { Name = "Generations", Exact = true });
        await generations.GetByRole(AriaRole.Button, new() { Name = "Roll back…" }).ClickAsync();
        await generations.GetByLabel("Why").FillAsync("to see that it works");
        await generations.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "Pin" })).ToContainTextAsync("to see that it works");
        var pipeline = (await gateway.Gateway.QueryAsync("{ pipeline { pin { generation reason } } }")).GetProperty("pipeline");
        var pin = pipeline.GetProperty("pin");
        await page.ShowsAsync("pipeline.pin", pin.GetProperty("generation"));
        Assert.Equal(events, await EventsAsync());

        await generations.GetByRole(AriaRole.Button, new() { Name = "Unpin…" }).ClickAsync();
        await generations.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "Pin" })).ToHaveCountAsync(0);
        Assert.Equal(events, await EventsAsync());
        Assert.Empty(page.Problems);
    }

    private async Task<long> GenerationAsync() =>
        (await gateway.Gateway.QueryAsync("{ pipeline { generation { id } } }")).GetProperty("pipeline").GetProperty("generation")
            .GetProperty("id").GetInt64();

    private async Task<long> EventsAsync() =>
        (await gateway.Gateway.QueryAsync("{ totals { events } }")).GetProperty("totals").GetProperty("events").GetInt64();

    private static async Task ShowAsync(OpenPage page, string key)
    {
        await page.Page.GetByLabel("API key or token").FillAsync(key);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show it" }).ClickAsync();
    }

    private async Task ShowsTotalsAsync(OpenPage page) => await page.ShowsAsync("totals.events",
        (await gateway.Gateway.QueryAsync("{ totals { events } }")).GetProperty("totals").GetProperty("events"));
}
