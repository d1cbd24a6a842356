using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Search.Elasticsearch;
using OrleansFlights.Search.Indexing;
using OrleansFlights.Search.Sqlite;

namespace OrleansFlights.Search.Hosting;

/// <summary>Adds flight search to a host.</summary>
public static class SearchHostingExtensions
{
    /// <summary>
    /// Adds the engine that <c>Search:Provider</c> names: <see cref="IFlightSearch"/> for those who search, <see cref="IFlightIndex"/> for
    /// those who index, and <see cref="SearchOptions"/>.
    /// </summary>
    /// <exception cref="SettingException">A setting of the section <c>Search</c> holds what it must not.</exception>
    public static IServiceCollection AddFlightSearch(this IServiceCollection services, IConfiguration configuration)
    {
        var options = SearchSettings.Read(configuration);
        services.AddSingleton(Options.Create(options));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(Options.Create(SettingsReader.Read<DataOptions>(configuration)));
        return options.Provider == SearchOptions.ElasticsearchProvider
            ? services.AddSingleton<ElasticsearchConnection>().AddSingleton<IFlightSearch,
                ElasticsearchFlightSearch>().AddSingleton<IFlightIndex, ElasticsearchFlightIndex>()
            : services.AddSingleton<SqliteSearchFile>().AddSingleton<IFlightSearch, SqliteFlightSearch>().AddSingleton<IFlightIndex,
                SqliteFlightIndex>();
    }

    /// <summary>
    /// Adds the indexer to a host that has the log and search (<c>AddFlightLog</c>, <see cref="AddFlightSearch"/>), for those who say when.
    /// </summary>
    public static IServiceCollection AddFlightIndexer(this IServiceCollection services) =>
        services.AddSingleton<FlightIndexer>().AddSingleton<ILogHold, IndexHold>();

    /// <summary>Adds the indexer and, unless <c>Search:Enabled</c> is false, a service that indexes all the time.</summary>
    /// <exception cref="SettingException">A setting of the section <c>Search</c> holds what it must not.</exception>
    public static IServiceCollection AddFlightIndexing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddFlightIndexer();
        return SearchSettings.Read(configuration).Enabled ? services.AddHostedService<IndexerService>() : services;
    }
}
