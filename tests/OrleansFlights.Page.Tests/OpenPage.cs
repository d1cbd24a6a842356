using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace OrleansFlights.Page.Tests;

/// <summary>A page in a browser of its own, and what went wrong on it.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private const float Patience = 60_000;
    private readonly IBrowserContext _context;

    private OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts and of the content security policy, and requests to elsewhere.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Opens an address and waits until it is live, unless it cannot be.</summary>
    public static async Task<OpenPage> OpenAsync(
        PagedGateway gateway, string path, BrowserNewContextOptions? options = null, bool live = true)
    {
        Assert.SkipWhen(PagedGateway.Missing is not null, PagedGateway.Missing ?? "");
        var context = await gateway.Browser.NewContextAsync(options ?? new() { Locale = "de-CH" });
        context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        var page = await context.NewPageAsync();
        var open = new OpenPage(context, page);
        page.Console += (_, message) => open.Note(message.Type is "error", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => open.Note(true, error);
        page.Request += (_, request) => open.Note(new Uri(request.Url).Authority != gateway.Address.Authority
            && new Uri(request.Url).Scheme is not "data", $"asked elsewhere: {request.Url}");
        await page.GotoAsync(new Uri(gateway.Address, path).ToString());
        if (live)
            await open.IsAsync("live");
        return open;
    }

    /// <summary>Waits until the page says how live it is.</summary>
    public Task IsAsync(string liveness) =>
        Page.WaitForSelectorAsync($":root[data-live={liveness}]", new() { State = WaitForSelectorState.Attached, Timeout = Patience });

    /// <summary>Waits until the number shown for a field is what the gateway answers.</summary>
    public async Task ShowsAsync(string field, JsonElement expected, ILocator? within = null)
    {
        var shown = (within ?? Page.Locator("main")).Locator($"[data-field='{field}']").First;
        await shown.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var text = expected.GetDouble().ToString("R", CultureInfo.InvariantCulture);
        try
        {
            await Assertions.Expect(shown).ToHaveAttributeAsync("value", text, new() { Timeout = Patience });
        }
        catch (PlaywrightException)
        {
            Assert.Fail($"{Page.Url} shows {await shown.GetAttributeAsync("value")} for {field}; the gateway answers {text}");
        }
    }

    /// <summary>The rules of accessibility that the page breaks as it is now; needs a page that is opened past its own policy.</summary>
    public async Task<IReadOnlyList<string?>> ViolationsAsync()
    {
        var axe = PagedGateway.Built("Axe");
        Assert.SkipWhen(!File.Exists(axe),
            $"needs axe-core: npm ci in api/OrleansFlights.Api/live, which a build with Node.js does ({axe} is missing)");
        await Page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken));
        var result = await Page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document)).violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`)");
        return [.. result.EnumerateArray().Select(v => v.GetString())];
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Note(bool wrong, string what)
    {
        if (wrong)
            Problems.Add(what);
    }
}
