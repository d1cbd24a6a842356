using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansFlights.Cluster.Tests.Examples;

public sealed class DelayAlertTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task AverageDelayAboveTheThreshold_RaisesOneAlertUntilItIsDownAgain()
    {
        var alerts = new Alerts();
        await using var pipeline = await EmbeddedPipeline.StartAsync(s => s.AddSingleton<IDelayAlerts>(alerts));

        await pipeline.DepartAsync(Noon, TimeSpan.FromMinutes(5));
        await pipeline.DepartAsync(Noon.AddMinutes(-20), TimeSpan.FromMinutes(35));
        Assert.Equal(("DXB-ZRH", TimeSpan.FromMinutes(20)), await alerts.NextAsync(Deadline));

        // Half an hour later the old departures no longer count; the next late one is a new alert.
        await pipeline.DepartAsync(Noon.AddHours(1), TimeSpan.Zero);
        await pipeline.DepartAsync(Noon.AddHours(2), TimeSpan.FromMinutes(16));
        Assert.Equal(("DXB-ZRH", TimeSpan.FromMinutes(16)), await alerts.NextAsync(Deadline));
    }

    private sealed class Alerts : IDelayAlerts
    {
        private readonly Channel<(string, TimeSpan)> _raised = Channel.CreateUnbounded<(string, TimeSpan)>();

        public void Raise(string route, TimeSpan averageDelay) => _raised.Writer.TryWrite((route, averageDelay));

        public Task<(string Route, TimeSpan Average)> NextAsync(TimeSpan deadline) =>
            _raised.Reader.ReadAsync().AsTask().WaitAsync(deadline);
    }
}
