using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Views.Sqlite;

namespace OrleansFlights.Views.Hosting;

/// <summary>Adds the batch views to a host.</summary>
public static class ViewsHostingExtensions
{
    private const string CassandraAdapterType = "OrleansFlights.Views.Cassandra.CassandraViewsAdapter, OrleansFlights.Views.Cassandra";
    private const string NoCassandra = $"{ViewsOptions.SqliteProvider} (this build has no Cassandra adapter; build with -p:Stack=full)";

    /// <summary>
    /// Adds the store that <c>Views:Provider</c> names, as <see cref="IBatchViews"/> for those who read and <see cref="IBatchViewsWriter"/>
    /// for the batch layer, and <see cref="ViewsOptions"/>.
    /// </summary>
    /// <exception cref="SettingException">A setting of the section <c>Views</c> holds what it must not.</exception>
    public static IServiceCollection AddFlightViews(this IServiceCollection services, IConfiguration configuration)
    {
        var options = SettingsReader.Read<ViewsOptions>(configuration);
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(Options.Create(SettingsReader.Read<DataOptions>(configuration)));
        if (options.Provider == ViewsOptions.CassandraProvider)
        {
            CassandraAdapter().AddTo(services, options);
            return services;
        }

        services.AddSingleton<SqliteViewsFile>();
        services.AddSingleton<IViewsSchema, SqliteViewsSchema>();
        services.AddSingleton<IBatchViews, SqliteBatchViews>();
        return services.AddSingleton<IBatchViewsWriter, SqliteBatchViewsWriter>();
    }

    private static IViewsAdapter CassandraAdapter() => Type.GetType(CassandraAdapterType) is { } adapter
        ? (IViewsAdapter)Activator.CreateInstance(adapter)!
        : throw new SettingException(
            $"{ViewsOptions.Section}:{nameof(ViewsOptions.Provider)}", ViewsOptions.CassandraProvider, NoCassandra);
}
