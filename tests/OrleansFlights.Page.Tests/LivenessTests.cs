using Microsoft.Playwright;

namespace OrleansFlights.Page.Tests;

/// <summary>Live means live: the page says within seconds that nothing comes, since when, and goes on by itself.</summary>
public sealed class LivenessTests(PagedGateway gateway) : IClassFixture<PagedGateway>
{
    private const double StaleWithin = 3_000;

    /// <summary>
    /// Notes by the page's own clock how long after its last message it first said that it is not live, and what kept it from saying so
    /// earlier: the longest that timers stood still until then.
    /// </summary>
    private const string Watch = """
        () => {
          window.heardAt = 0;
          window.took = 0;
          window.starved = 0;
          let turn = performance.now();
          const tick = () => {
            const now = performance.now();
            if (window.took === 0) window.starved = Math.max(window.starved, now - turn - 50);
            turn = now;
          };
          setInterval(tick, 50);
          const descriptor = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage');
          Object.defineProperty(WebSocket.prototype, 'onmessage', { ...descriptor, set(handler) {
            descriptor.set.call(this, (event) => {
              if (event.data.includes('"pipeline"')) { window.heardAt = performance.now(); window.starved = 0; }
              handler.call(this, event);
            });
          } });
          document.addEventListener('readystatechange', () => new MutationObserver(() => {
            if (document.documentElement.dataset.live !== 'stale' || window.took > 0) return;
            tick();
            window.took = performance.now() - window.heardAt;
          }).observe(document.documentElement, { attributeFilter: ['data-live'] }), { once: true });
        }
        """;

    private async Task<OpenPage> OpenAsync()
    {
        var page = await OpenPage.OpenAsync(gateway, "/");
        await page.Page.AddInitScriptAsync($"({Watch})()");
        await page.Page.ReloadAsync();
        await page.IsAsync("live");
        await page.Page.WaitForFunctionAsync("window.heardAt > 0");
        await page.Page.EvaluateAsync("() => { window.took = 0; }");
        return page;
    }

    private static async Task SaysStaleInTimeAsync(OpenPage page)
    {
        await page.IsAsync("stale");

        // On a machine that does not let the browser run, no page can say anything: the one time that it stood still longest is not the
        // page's doing. That the page does not make itself stand still is another test's matter.
        var took = await page.Page.EvaluateAsync<double>("() => window.took");
        var starved = await page.Page.EvaluateAsync<double>("() => window.starved");
        Assert.True(took is > 0 && took <= StaleWithin + starved,
            $"the page said that it is stale {took:0} ms after its last message; its timers stood still for {starved:0} ms at most");
        await Assertions.Expect(page.Page.GetByTestId("stale")).ToContainTextAsync("since");
    }

    [Fact]
    public async Task GatewayFrozen_IsSaidWithinSeconds_AndItGoesOnByItself()
    {
        await using var page = await OpenAsync();
        await gateway.FreezeAsync(true);
        try
        {
            await SaysStaleInTimeAsync(page);
        }
        finally
        {
            await gateway.FreezeAsync(false);
        }

        await page.IsAsync("live");
    }

    [Fact]
    public async Task GatewayKilled_IsSaidWithinSeconds_AndItGoesOnWhenItIsBack()
    {
        await using var page = await OpenAsync();
        gateway.Kill();
        try
        {
            await SaysStaleInTimeAsync(page);
        }
        finally
        {
            await gateway.StartAsync();
        }

        await page.IsAsync("live");
        var totals = await gateway.Gateway.QueryAsync("{ totals { events } }");
        await page.ShowsAsync("totals.events", totals.GetProperty("totals").GetProperty("events"));
    }

    [Fact]
    public async Task NetworkCut_IsSaidWithinSeconds_AndItGoesOnByItself()
    {
        await using var page = await OpenAsync();
        await page.Page.Context.SetOfflineAsync(true);
        await SaysStaleInTimeAsync(page);
        await page.Page.Context.SetOfflineAsync(false);
        await page.IsAsync("live");
    }

    /// <summary>
    /// What the page's own thread works, by its own clock, which stands still while the machine runs others: so a page that keeps itself
    /// from saying that it is stale is found on a busy machine too.
    /// </summary>
    [Fact]
    public async Task ThousandEventsASecond_LeaveThePageTime()
    {
        const double MostBusy = 0.6;
        const double MostHeap = 60e6;
        await using var page = await OpenAsync();
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await session.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
        var before = await MetricAsync(session, "TaskDuration");
        var began = System.Diagnostics.Stopwatch.StartNew();
        await gateway.ProduceLiveAsync(8_000, seed: 31);
        var busy = (await MetricAsync(session, "TaskDuration") - before) / began.Elapsed.TotalSeconds;
        Assert.InRange(busy, 0.001, MostBusy);
        await session.SendAsync("HeapProfiler.collectGarbage");
        Assert.InRange(await MetricAsync(session, "JSHeapUsedSize"), 1, MostHeap);
        await page.IsAsync("live");
    }

    private static async Task<double> MetricAsync(ICDPSession session, string name) =>
        (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .Single(m => m.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();

    [Fact]
    public async Task EventsThatArrive_ShowWithoutReload()
    {
        await using var page = await OpenAsync();
        var before = (await gateway.Gateway.QueryAsync("{ totals { events } }")).GetProperty("totals").GetProperty("events");
        await page.ShowsAsync("totals.events", before);
        await gateway.ProduceAsync(500, seed: 8);
        await Assertions.Expect(page.Page.Locator("[aria-label='Just now'] li").First).ToBeVisibleAsync();
        await gateway.Gateway.CaughtUpAsync(TimeSpan.FromMinutes(1));
        var after = (await gateway.Gateway.QueryAsync("{ totals { events } }")).GetProperty("totals").GetProperty("events");
        Assert.True(after.GetInt64() > before.GetInt64());
        await page.ShowsAsync("totals.events", after);
    }
}

/// <summary>Where nothing was counted yet the page says so, and how to change that.</summary>
public sealed class EmptyTests(EmptyGateway gateway) : IClassFixture<EmptyGateway>
{
    [Fact]
    public async Task NothingCounted_IsSaid()
    {
        await using var page = await OpenPage.OpenAsync(gateway, "/");
        await Assertions.Expect(page.Page.GetByTestId("empty")).ToContainTextAsync("No flight has been counted yet");
        await page.Page.GotoAsync(new Uri(gateway.Address, "/route/DXB-ZRH").ToString());
        await Assertions.Expect(page.Page.GetByText("No event of this route has been counted")).ToBeVisibleAsync();
        Assert.Empty(page.Problems);
    }
}
