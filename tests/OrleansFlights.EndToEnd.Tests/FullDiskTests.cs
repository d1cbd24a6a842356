using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>Fills the disk under a running pipeline and frees it again.</summary>
public sealed class FullDiskTests(ITestOutputHelper output) : IDisposable
{
    private const int DiskMebibytes = 96;
    private const int BallastMebibytes = 48;
    private const int PerSecond = 20_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task Full_NothingAcknowledgedIsLost_AndItGoesOnWhenThereIsSpaceAgain()
    {
        using var disk = SmallDisk.MountOrSkip(DiskMebibytes);
        disk.AddBallast(BallastMebibytes);
        await using var api = ApiProcess.Start(
            disk.Path, ChildProcess.FreePort(), ("Streams:CheckpointInterval", "00:00:01"), ("Log:SegmentBits", "12"));
        await api.ReadyAsync(_client);
        var gateway = new GatewayClient(_client, api.Address);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddFlightLog(
                new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = disk.Path }).Build())
            .BuildServiceProvider();
        var log = services.GetRequiredService<IEventLog>().Events;

        var refused = await Assert.ThrowsAnyAsync<LogException>(() => FillAsync(log));
        Assert.Contains("full", refused.ToString(), StringComparison.OrdinalIgnoreCase);
        output.WriteLine(refused.Message);

        // Nothing can be written now; what was acknowledged is read and counted all the same.
        await gateway.CaughtUpAsync(Deadline);
        await AssertTotalAsync(gateway, log);

        disk.DropBallast();
        await using (var load = new Load(log, PerSecond))
        {
            load.Start();
            await load.AppendedAsync(PerSecond, Deadline);
            await load.StopAsync();
        }

        await gateway.CaughtUpAsync(Deadline);
        await AssertTotalAsync(gateway, log);
    }

    public void Dispose() => _client.Dispose();

    private static async Task FillAsync(ITopic log)
    {
        await using var load = new Load(log, PerSecond);
        load.Start();
        await load.EndedAsync(Deadline);
    }

    private async Task AssertTotalAsync(GatewayClient gateway, ITopic log)
    {
        var recount = new LogRecount();
        await recount.ReadAsync(log);
        var answer = (await gateway.QueryAsync($$"""{ totals { {{Counts.TallyFields}} } }""")).GetProperty("totals");
        Assert.Equal(recount.Count("total"), Counts.Of(answer));
        output.WriteLine($"{recount.Count("total").Events:N0} events, all counted");
    }
}
