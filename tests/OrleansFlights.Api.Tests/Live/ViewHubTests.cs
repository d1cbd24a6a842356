using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Api.Tests;

public sealed class ViewHubTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    private static FlightFact Fact(long offset) => new(offset, Windows.First, FlightStatus.Landed, null);

    private static ViewKey Fresh() => new(Dimension.Route, Guid.NewGuid().ToString("N"));

    private Reader Watch(ViewKey view) =>
        new(gateway.Hub.WatchAsync(view, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken));

    [Fact]
    public async Task ManyClients_ShareOneObserver_WhichLeavesWithTheLast()
    {
        var view = Fresh();
        var readers = Enumerable.Range(0, 50).Select(_ => Watch(view)).ToList();
        foreach (var reader in readers)
            Assert.Equal(0, await reader.EventsAsync());
        Assert.Equal(1, gateway.Flights.ObserversOf(view));

        gateway.Flights.Count(view, Fact(0));
        foreach (var reader in readers)
            Assert.Equal(1, await reader.EventsAsync());

        foreach (var reader in readers)
        {
            Assert.Equal(1, gateway.Flights.ObserversOf(view));
            await reader.DisposeAsync();
        }

        await Eventually.HoldsAsync(() => gateway.Flights.ObserversOf(view) == 0, () => "the observer is still there");
    }

    [Fact]
    public async Task SlowClient_SkipsToTheNewestState()
    {
        var view = Fresh();
        await using var slow = Watch(view);
        await using var quick = Watch(view);
        Assert.Equal(0, await slow.EventsAsync());
        for (var i = 0; i < 1000; i++)
            gateway.Flights.Count(view, Fact(i));
        while (await quick.EventsAsync() < 1000)
        {
        }

        Assert.Equal(1000, await slow.EventsAsync());
    }

    [Fact]
    public async Task GrainThatForgotItsObservers_IsObservedAgain()
    {
        var view = Fresh();
        await using var reader = Watch(view);
        Assert.Equal(0, await reader.EventsAsync());
        gateway.Flights.ForgetObservers(view);
        gateway.Flights.Count(view, Fact(0));
        Assert.Equal(1, await reader.EventsAsync());
    }

    [Fact]
    public async Task GrainThatFails_IsTriedUntilItAnswers()
    {
        var view = Fresh();
        gateway.Flights.Fail(view, 3);
        gateway.Flights.Count(view, Fact(0));
        await using var reader = Watch(view);
        Assert.Equal(1, await reader.EventsAsync());
        Assert.True(gateway.Flights.ObserveCallsOf(view) >= 4, $"{gateway.Flights.ObserveCallsOf(view)} calls");
    }

    [Fact]
    public async Task OlderAnswer_NeverReachesAClient()
    {
        var view = Fresh();
        gateway.Flights.Count(view, Fact(0));
        var older = gateway.Flights.Answer(view);
        gateway.Flights.Count(view, Fact(1));
        await using var reader = Watch(view);
        Assert.Equal(2, await reader.EventsAsync());

        gateway.Flights.Tell(view, older);
        gateway.Flights.Tell(view, older with { Generation = 8 });
        gateway.Flights.Count(view, Fact(2));
        Assert.Equal(3, await reader.EventsAsync());
    }

    [Fact]
    public async Task RenewalWithoutChange_SendsNothing()
    {
        var view = Fresh();
        await using var reader = Watch(view);
        await reader.EventsAsync();
        var next = reader.EventsAsync();
        var calls = gateway.Flights.ObserveCallsOf(view);
        await Eventually.HoldsAsync(
            () => gateway.Flights.ObserveCallsOf(view) >= calls + 3, () => $"renewed {gateway.Flights.ObserveCallsOf(view) - calls} times");
        Assert.False(next.IsCompleted);
        gateway.Flights.Count(view, Fact(0));
        Assert.Equal(1, await next);
    }

    private sealed class Reader(IAsyncEnumerator<ViewAnswer> states) : IAsyncDisposable
    {
        public async Task<long> EventsAsync()
        {
            Assert.True(await states.MoveNextAsync().AsTask().WaitAsync(Eventually.Deadline));
            return states.Current.Tally.Events;
        }

        public ValueTask DisposeAsync() => states.DisposeAsync();
    }
}
