using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansFlights.Flights;
using OrleansFlights.Views.Sqlite;

namespace OrleansFlights.Views.Hosting;

/// <summary>Adds the batch views to a host.</summary>
public static class ViewsHostingExtensions
{
    /// <summary>
    /// Adds the store that <c>Views:Provider</c> names, as <see cref="IBatchViews"/> for those who read and <see cref="IBatchViewsWriter"/>
    /// for the batch layer, and <see cref="ViewsOptions"/>.
    /// </summary>
    /// <exception cref="SettingException">A setting of the section <c>Views</c> holds what it must not.</exception>
    public static IServiceCollection AddFlightViews(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Options.Create(ViewsSettings.Read(configuration)));
        services.Configure<DataOptions>(configuration.GetSection(DataOptions.Section));
        services.AddSingleton<SqliteViewsFile>();
        services.AddSingleton<IBatchViews, SqliteBatchViews>();
        return services.AddSingleton<IBatchViewsWriter, SqliteBatchViewsWriter>();
    }
}
