using System.Globalization;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Hosting;

/// <summary>Reads and checks the section <c>Views</c>.</summary>
internal static class ViewsSettings
{
    private const string NoCassandra = $"{ViewsOptions.SqliteProvider} (this build has no Cassandra adapter; build with -p:Stack=full)";

    public static ViewsOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(ViewsOptions.Section);
        if (section[nameof(ViewsOptions.Keep)] is { } keep && !int.TryParse(keep, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            throw new SettingException("Views:Keep", keep, "a whole number");

        var options = new ViewsOptions();
        section.Bind(options);
        SettingException.ThrowUnlessOneOf("Views:Provider", options.Provider, ViewsOptions.SqliteProvider, ViewsOptions.CassandraProvider);
        if (options.Provider == ViewsOptions.CassandraProvider)
            throw new SettingException("Views:Provider", options.Provider, NoCassandra);
        SettingException.ThrowUnlessBetween("Views:Keep", options.Keep, 1, ViewsOptions.MaxKeep);
        return options;
    }
}
