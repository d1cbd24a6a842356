using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Hosting;
using OrleansFlights.Foundation.Logging;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log.Hosting;
using OrleansFlights.Search.Hosting;
using OrleansFlights.Search.Indexing;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.Batch.Commands;

/// <summary>The services of a command, set up from appsettings.json, the environment and the command line, later ones first.</summary>
internal static class BatchServices
{
    /// <summary>The option that every command has.</summary>
    public static Option<string?> Data() =>
        new("--data") { Description = "The directory of the embedded stores; short for --Data:Path=DIR." };

    /// <param name="settings">Settings of the command line.</param>
    /// <param name="data">The data directory, if the command line names it.</param>
    /// <param name="mayMake">Whether a data directory that is not there is made, for those who wait for others to fill it.</param>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    /// <exception cref="BatchException">There is no data directory.</exception>
    public static ServiceProvider Open(string[] settings, string? data, bool mayMake = false)
    {
        var configuration = Configure(settings, data);
        if (!mayMake)
            DataDirectory.ThrowUnlessThere(configuration);
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.AddFlightConsole(configuration, toError: true))
            .AddFlightLog(configuration)
            .AddFlightViews(configuration)
            .AddFlightBatchTools(configuration)
            .AddFlightSearch(configuration)
            .AddSingleton<IArchivedRecords, IndexedArchive>()
            .AddFlightIndexer()
            .BuildServiceProvider();
    }

    /// <summary>The settings of a command, each checked.</summary>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static IConfiguration Configure(string[] settings, string? data)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddLoggingDefaults()
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(settings)
            .AddInMemoryCollection(data is null ? [] : [new($"{DataOptions.Section}:{nameof(DataOptions.Path)}", data)])
            .Build();
        BatchApp.Catalog.ThrowUnlessValid(configuration);
        return configuration;
    }
}
