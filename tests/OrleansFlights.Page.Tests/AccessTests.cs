using System.Text.Json;
using Microsoft.Playwright;

namespace OrleansFlights.Page.Tests;

/// <summary>
/// Everybody can use the pages: rules of accessibility, in light and dark, on phone and screen; the keyboard; little to load; nothing from
/// elsewhere.
/// </summary>
public sealed class AccessTests(PagedGateway gateway) : IClassFixture<PagedGateway>
{
    private const int MostBytes = 300_000;
    private static readonly string[] Shapes = ["countries-", "airports-"];

    public static TheoryData<string, ColorScheme, bool> Looks()
    {
        var looks = new TheoryData<string, ColorScheme, bool>();
        foreach (var path in (string[])["/", "/route/DXB-ZRH", "/airline/Emirates", "/airport/ZRH", "/flight/unknown", "/rankings",
            "/pipeline", "/nowhere-that-exists"])
        {
            looks.Add(path, ColorScheme.Light, false);
            looks.Add(path, ColorScheme.Dark, true);
        }

        return looks;
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Page_BreaksNoRuleOfAccessibility(string path, ColorScheme colours, bool phone)
    {
        var size = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1440, Height = 900 };

        // Only the test's own script is let past the policy here; that the page keeps to it is shown elsewhere.
        await using var page = await OpenPage.OpenAsync(gateway, path == "/nowhere-that-exists"
            ? "/route/nowhere" : path, new() { ViewportSize = size, ColorScheme = colours, BypassCSP = true });
        await page.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Empty(await page.ViolationsAsync());
        Assert.Equal(size.Width, await page.Page.EvaluateAsync<int>("() => Math.max(innerWidth, document.documentElement.scrollWidth)"));
    }

    [Fact]
    public async Task Search_GoesByKeyboardAlone()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/pipeline");
        await page.Page.Keyboard.PressAsync("/");
        var search = page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await Assertions.Expect(search).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("zrh");
        await page.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.WaitForURLAsync("**/airport/ZRH");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("ZRH");
        await page.Page.GoBackAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Pipeline");
    }

    [Fact]
    public async Task FirstVisit_IsExplained_AndEachThingToTryOpensItsQuery()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/");
        var welcome = page.Page.GetByRole(AriaRole.Region, new() { Name = "What you see" });
        var links = welcome.GetByRole(AriaRole.Link);
        await Assertions.Expect(links).ToHaveCountAsync(3);
        for (var i = 0; i < 3; i++)
        {
            var query = Uri.UnescapeDataString((await links.Nth(i).GetAttributeAsync("href"))!.Split("query=")[1]);
            if (!query.StartsWith("subscription", StringComparison.Ordinal))
                await gateway.Gateway.QueryAsync(query);
        }

        await welcome.GetByRole(AriaRole.Button).ClickAsync();
        await page.Page.ReloadAsync();
        await page.IsAsync("live");
        await Assertions.Expect(welcome).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Filter_IsInTheAddress()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/?airport=DXB");
        await Assertions.Expect(page.Page.GetByLabel("Airport, three letters")).ToHaveValueAsync("DXB");
        await page.Page.GetByLabel("Status").SelectOptionAsync("CANCELLED");
        await page.Page.WaitForURLAsync("**/?airport=DXB&status=CANCELLED");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show all", Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.Page).ToHaveURLAsync(new Uri(gateway.Address, "/").ToString());
    }

    [Fact]
    public async Task WhatIsLoaded_IsLittle_AndOnlyFromHere()
    {
        Assert.SkipWhen(PagedGateway.Missing is not null, PagedGateway.Missing ?? "");
        await using var page = await OpenPage.OpenAsync(gateway, "/");
        await page.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var loaded = await page.Page.EvaluateAsync<JsonElement>(
            "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(e => ({ name: e.name, "
            + "size: e.encodedBodySize, type: e.initiatorType }))");
        var files = loaded.EnumerateArray()
            .Where(e => e.GetProperty("name").GetString() is var name && !name!.Contains("/graphql", StringComparison.Ordinal)).ToList();
        var sizes = files.Where(e => !Shapes.Any(s => e.GetProperty("name").GetString()!.Contains(s, StringComparison.Ordinal)))
            .Sum(e => e.GetProperty("size").GetInt64());
        Assert.True(sizes is > 20_000 and < MostBytes, $"{sizes} bytes: {loaded}");
        Assert.Empty(page.Problems);
    }
}
