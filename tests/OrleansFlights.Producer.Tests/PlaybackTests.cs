using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Import.Playback;
using OrleansFlights.Log;
using OrleansFlights.Simulation.Hosting;

namespace OrleansFlights.Producer.Tests;

/// <summary>
/// A file that a process plays instead of a simulation: in the order of its times, as fast as it is told to, each event once.
/// </summary>
public sealed class PlaybackTests : IDisposable
{
    private const int Flights = 60;
    private readonly string _folder = Directory.CreateTempSubdirectory("flights-playback-").FullName;

    [Theory]
    [InlineData("60")]
    [InlineData("3600")]
    public async Task File_IsPlayedAtItsSpeed(string speed)
    {
        var log = new MemoryLog();
        var time = new LeapingTime();
        await using var services = Build(log, time, ("Source", File()), ("Speed", speed));

        await PlayAsync(services);

        var played = log.Flights();
        Assert.Equal(2 * Flights, played.Count);
        Assert.Equal(played.Select(flight => flight.EventTime).Order(), played.Select(flight => flight.EventTime));
        Assert.Equal(
            ((played[^1].EventTime - played[0].EventTime) / double.Parse(speed, CultureInfo.InvariantCulture)).TotalSeconds,
            time.Elapsed.TotalSeconds, tolerance: 0.1);
    }

    [Fact]
    public async Task Stopped_GoesOnInTheNextProcess()
    {
        var log = new MemoryLog();
        var path = File();
        using var reached = new SemaphoreSlim(0);
        log.Before = attempt =>
        {
            if (attempt == 20)
                reached.Release();
        };
        var first = Build(log, TimeProvider.System, ("Source", path), ("Speed", "3600"));
        await using (first)
        {
            var service = Assert.Single(first.GetServices<IHostedService>());
            await service.StartAsync(TestContext.Current.CancellationToken);
            Assert.True(
                await reached.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), $"{log.Attempts} appends");
            await service.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.InRange(log.Entries.Count, 1, (2 * Flights) - 1);
        await using var second = Build(log, new LeapingTime(), ("Source", path), ("Speed", "3600"));
        await PlayAsync(second);
        await using var third = Build(log, new LeapingTime(), ("Source", path), ("Speed", "3600"));
        await PlayAsync(third);

        var played = log.Flights().Select(flight => (flight.FlightId, flight.Status)).ToList();
        Assert.Equal(2 * Flights, played.Count);
        Assert.Equal(played.Count, played.Distinct().Count());
    }

    [Theory]
    [InlineData("name,age\nJo,7\n")]
    [InlineData("origin,destination,scheduled_departure\nZRH,ZRH,2013-01-02T12:00:00Z\n")]
    public async Task FileThatCannotBePlayed_EndsThePlayingButNotTheHost(string content)
    {
        var log = new MemoryLog();
        var path = Path.Combine(_folder, "other.csv");
        await System.IO.File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        await using var services = Build(log, new LeapingTime(), ("Source", path));

        await PlayAsync(services);

        Assert.Empty(log.Entries);
    }

    [Fact]
    public void ASource_TakesThePlaceOfTheSimulation()
    {
        using var services = Build(new MemoryLog(), TimeProvider.System, ("Source", File()));
        Assert.IsNotType<SimulationService>(Assert.Single(services.GetServices<IHostedService>()));

        using var off = Build(new MemoryLog(), TimeProvider.System, ("Source", File()), ("Enabled", "false"));
        Assert.Empty(off.GetServices<IHostedService>());
    }

    [Theory]
    [InlineData("Source", "/no/such/flights.csv", "a file or folder of flights that exists")]
    [InlineData("Speed", "0", "0.001 to 1000000")]
    [InlineData("Speed", "fast", "0.001 to 1000000")]
    public void WrongSetting_FailsAtStartAndSaysWhich(string key, string value, string allowed)
    {
        var wrong = Assert.Throws<SettingException>(() => Build(new MemoryLog(), TimeProvider.System, ("Source", File()), (key, value)));
        Assert.StartsWith($"Simulation:{key} is '{value}'; allowed: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, wrong.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A flight a minute, each leaving a quarter of an hour late.</summary>
    private string File()
    {
        var text = new StringBuilder("flight_id,origin,destination,scheduled_departure,delay\n");
        for (var flight = 0; flight < Flights; flight++)
            text.Append(CultureInfo.InvariantCulture, $"F{flight},ZRH,JFK,2013-01-02T12:{flight:00}:00Z,15\n");
        var path = Path.Combine(_folder, "f.csv");
        System.IO.File.WriteAllText(path, text.ToString());
        return path;
    }

    private static async Task PlayAsync(ServiceProvider services)
    {
        var service = (BackgroundService)Assert.Single(services.GetServices<IHostedService>());
        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    private static ServiceProvider Build(MemoryLog log, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.GroupBy(setting => setting.Key).Select(
                setting => new KeyValuePair<string, string?>($"Simulation:{setting.Key}", setting.Last().Value))).Build();
        return new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None)).AddSingleton<IEventLog>(log)
            .AddSingleton(time).AddFlightSimulation(configuration).AddFlightPlayback(configuration).BuildServiceProvider();
    }
}
