using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation.Logging;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Import.Importing;
using OrleansFlights.Log;
using OrleansFlights.Simulation.Live;

namespace OrleansFlights.Producer.Commands;

/// <summary>The configured log, opened for a command.</summary>
internal sealed class LogConnection : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private LogConnection(ServiceProvider services)
    {
        _services = services;
        Settings = services.GetRequiredService<IConfiguration>();
        var log = services.GetRequiredService<IEventLog>();
        Events = log.Events;
        Imports = log as IStatefulLog;
        ImportLogger = services.GetRequiredService<ILogger<ImportLog>>();
        Appender = new LogAppender(
            Events, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<LogAppender>>());
    }

    /// <summary>The settings that the log was opened with.</summary>
    public IConfiguration Settings { get; }

    /// <summary>The topic of flight events.</summary>
    public ITopic Events { get; }

    /// <summary>The log as one that remembers how far its writers came; null when it cannot.</summary>
    public IStatefulLog? Imports { get; }

    /// <summary>Where imports say what troubles them.</summary>
    public ILogger<ImportLog> ImportLogger { get; }

    /// <summary>Appends to <see cref="Events"/>.</summary>
    public LogAppender Appender { get; }

    /// <summary>Opens the log.</summary>
    /// <param name="environment">Where the process lives.</param>
    /// <param name="settings">Settings of the command line, as <c>--key=value</c>; they win over the environment, which wins over the
    /// file.</param>
    /// <param name="data">The directory of embedded stores, if the command line names it.</param>
    /// <param name="cancellationToken">Stops waiting for the log.</param>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    /// <exception cref="LogException">The log cannot be opened, or does not answer in time.</exception>
    public static async Task<LogConnection> OpenAsync(
        ProducerEnvironment environment, string[] settings, string? data, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddLoggingDefaults()
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(settings)
            .AddInMemoryCollection(data is null ? [] : [new($"{DataOptions.Section}:{nameof(DataOptions.Path)}", data)])
            .Build();
        ProducerApp.Catalog.ThrowUnlessValid(configuration);
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(environment.Time)
            .AddLogging(logging => logging.AddFlightConsole(configuration, toError: true));
        environment.AddLog(services, configuration);
        var provider = services.BuildServiceProvider();
        try
        {
            var connection = new LogConnection(provider);

            // A log that does not answer now is told now: later ones are waited for.
            await connection.Events.GetOffsetsAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
