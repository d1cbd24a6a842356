using System.Net;
using System.Net.WebSockets;
using OrleansFlights.Flights;

namespace OrleansFlights.Api.Tests;

/// <summary>A gateway that allows little.</summary>
public abstract class NarrowGateway : TestGateway
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["GraphQL:MaxConnections"] = "2",
        ["GraphQL:MaxSubscriptionsPerConnection"] = "2",
        ["GraphQL:ConnectionInitTimeout"] = "00:00:00.300",
        ["GraphQL:Timeout"] = "00:00:00.300",
    };
}

/// <summary>What happens at the limits of connections, subscriptions and time, and when grains fail.</summary>
public abstract class LimitContract(NarrowGateway gateway)
{
    private const string Totals = "subscription { totals { events } }";

    [Fact]
    public async Task ConnectionsBeyondTheLimit_AreRefusedUntilOneCloses()
    {
        await using (await GraphQLSocketClient.OpenAsync(gateway))
        await using (await GraphQLSocketClient.OpenAsync(gateway))
        {
            await Assert.ThrowsAsync<WebSocketException>(() => GraphQLSocketClient.OpenAsync(gateway));
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri("/graphql?query=" + Uri.EscapeDataString(Totals), UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
            using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        for (var opened = false; !opened;)
        {
            try
            {
                await using var client = await GraphQLSocketClient.OpenAsync(gateway);
                opened = true;
            }
            catch (WebSocketException)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    [Fact]
    public async Task SubscriptionsBeyondTheLimit_AreRefusedOneByOne()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway);
        foreach (var id in (string[])["1", "2"])
        {
            await client.SubscribeAsync(id, Totals);
            await client.NextAsync(id);
        }

        await client.SubscribeAsync("3", Totals);
        var error = await client.ReceiveAsync();
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal("3", error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task SilentClient_IsClosed()
    {
        await using var client = await GraphQLSocketClient.OpenAsync(gateway, init: false);
        Assert.Equal(4408, await client.ClosedAsync());
    }

    [Fact]
    public async Task QueryBeyondItsTime_IsAnError()
    {
        var hanging = gateway.Flights.Hang(new ViewKey(Dimension.Route, "HNG-HNH"));
        var result = await gateway.PostAsync("""{ route(origin: "HNG", destination: "HNH") { tally { events } } }""");
        Assert.NotEmpty(result.GetProperty("errors").EnumerateArray());
        hanging.SetResult();
    }

    [Fact]
    public async Task GrainThatFails_IsToldWithoutDetails()
    {
        gateway.Flights.Fail(new ViewKey(Dimension.Route, "FAA-FAB"), 2);
        var error = (await gateway.PostAsync("""{ route(origin: "FAA", destination: "FAB") { tally { events } } }""")).GetProperty("errors")[0];
        Assert.Equal("UNAVAILABLE", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.DoesNotContain("switched off", error.ToString(), StringComparison.Ordinal);
        using var response = await gateway.Http.GetAsync(
            new Uri("/route-counts?origin=FAA&destination=FAB", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }
}
