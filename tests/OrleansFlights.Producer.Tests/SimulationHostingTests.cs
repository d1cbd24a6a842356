using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Simulation.Hosting;

namespace OrleansFlights.Producer.Tests;

public sealed class SimulationHostingTests
{
    [Fact]
    public async Task Host_SimulatesUntilItStops()
    {
        var log = new MemoryLog();
        using var reached = new SemaphoreSlim(0);
        log.Before = attempt =>
        {
            if (attempt == 20)
                reached.Release();
        };
        await using var services = Build(log, ("Rate", "200"), ("Seed", "1"));
        var service = Assert.Single(services.GetServices<IHostedService>());

        await service.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(
            await reached.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), $"{log.Attempts} appends in 30 s");
        await service.StopAsync(TestContext.Current.CancellationToken);

        var sent = log.Entries.Count;
        Assert.Equal(sent, log.Flights().Count);
        Assert.True(((BackgroundService)service).ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task LastingTrouble_EndsTheSimulationButNotTheHost()
    {
        var log = new MemoryLog { Before = _ => throw new LogException("disk full") };
        await using var services = Build(log);
        var service = (BackgroundService)Assert.Single(services.GetServices<IHostedService>());

        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Disabled_AddsNothing()
    {
        await using var services = Build(new MemoryLog(), ("Enabled", "false"));
        Assert.Empty(services.GetServices<IHostedService>());
    }

    [Theory]
    [InlineData("Enabled", "maybe")]
    [InlineData("Rate", "fast")]
    [InlineData("Rate", "0.09")]
    [InlineData("Rate", "100001")]
    [InlineData("Rate", "NaN")]
    [InlineData("Seed", "1.5")]
    public void WrongSetting_FailsAtStartAndSaysWhich(string key, string value)
    {
        var wrong = Assert.Throws<SettingException>(() => Build(new MemoryLog(), (key, value)));
        Assert.StartsWith($"Simulation:{key} is '{value}'; allowed: ", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_AreTwentyEventsASecond()
    {
        var options = SettingsReader.Read<SimulationOptions>(new ConfigurationBuilder().Build());
        Assert.Equal((true, 20.0, null), (options.Enabled, options.Rate, options.Seed));
    }

    private static ServiceProvider Build(MemoryLog log, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => new KeyValuePair<string, string?>($"Simulation:{setting.Key}", setting.Value))).Build();
        return new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None)).AddSingleton<IEventLog>(log)
            .AddFlightSimulation(configuration).BuildServiceProvider();
    }
}
