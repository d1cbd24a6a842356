using Microsoft.Playwright;

namespace OrleansFlights.Page.Tests;

/// <summary>A gateway whose log also holds records that are no flight events.</summary>
public sealed class SpoiledGateway : PagedGateway
{
    public override async ValueTask InitializeAsync()
    {
        if (Missing is null)
            await ProduceLiveAsync(200, seed: 11, malformed: 0.5);
        await base.InitializeAsync();
    }
}

/// <summary>Whoever looks at the pipeline sees what could not be counted, and why.</summary>
public sealed class DeadLetterTests(SpoiledGateway gateway) : IClassFixture<SpoiledGateway>
{
    private const string Asked =
        "{ pipeline { deadLetters } deadLetters(first: 20) { hasNextPage endCursor nodes { partition offset reason text at } } }";

    [Fact]
    public async Task EveryLetter_IsOnOnePage_TheNewestFirst()
    {
        var seen = new HashSet<string>();
        var last = DateTimeOffset.MaxValue;
        var total = 0L;
        for (string? after = null; ;)
        {
            var behind = after is null ? "first: 20" : $"first: 20, after: \"{after}\"";
            var page = await gateway.Gateway.QueryAsync(Asked.Replace("first: 20", behind, StringComparison.Ordinal));
            total = page.GetProperty("pipeline").GetProperty("deadLetters").GetInt64();
            foreach (var letter in page.GetProperty("deadLetters").GetProperty("nodes").EnumerateArray())
            {
                Assert.True(seen.Add($"{letter.GetProperty("partition")}/{letter.GetProperty("offset")}"));
                Assert.NotEmpty(letter.GetProperty("reason").GetString()!);
                var at = letter.GetProperty("at").GetDateTimeOffset();
                Assert.True(at - last < TimeSpan.FromSeconds(5), $"{at} comes after {last}");
                last = at;
            }

            after = page.GetProperty("deadLetters").GetProperty("endCursor").GetString();
            if (after is null)
                break;
        }

        Assert.InRange(seen.Count, 50, 150);
        Assert.Equal(total, seen.Count);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Letters_AreForEverybody(ColorScheme colours)
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/pipeline", new() { ColorScheme = colours, BypassCSP = true });
        await page.Page.Locator("[data-letter] summary").First.ClickAsync();
        Assert.Empty(await page.ViolationsAsync());
    }

    [Fact]
    public async Task Page_ShowsReasonsAndRecords_AndTheLastHour()
    {
        var first = (await gateway.Gateway.QueryAsync(Asked)).GetProperty("deadLetters");
        await using var page = await OpenPage.OpenAsync(gateway, "/pipeline");
        foreach (var letter in first.GetProperty("nodes").EnumerateArray())
        {
            var row = page.Page.Locator($"[data-letter='{letter.GetProperty("partition")}/{letter.GetProperty("offset")}']");
            await Assertions.Expect(row).ToContainTextAsync(letter.GetProperty("reason").GetString()!);
        }

        var rows = page.Page.Locator("[data-letter]");
        await Assertions.Expect(rows).ToHaveCountAsync(20);
        await page.Page.Locator("[data-letter] summary").First.ClickAsync();
        await Assertions.Expect(page.Page.Locator("[data-letter] pre").First).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Older ones" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(40);
        Assert.Empty(page.Problems);

        var history = (await gateway.Gateway.QueryAsync("{ pipelineHistory { at endOffset lag } }")).GetProperty("pipelineHistory");
        Assert.NotEmpty(history.EnumerateArray());
    }
}
