using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Views.Hosting;

/// <summary>Reads and checks the section <c>Views</c>.</summary>
internal static partial class ViewsSettings
{
    private const int MaxReplication = 15;
    private const int MaxConcurrency = 2_048;
    private static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(10);

    public static ViewsOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(ViewsOptions.Section);
        ThrowUnlessInteger(section, nameof(ViewsOptions.Keep));
        ThrowUnlessInteger(section, "Cassandra:Port");
        ThrowUnlessInteger(section, "Cassandra:Replication");
        ThrowUnlessInteger(section, "Cassandra:Concurrency");
        if (section["Cassandra:Timeout"] is { } timeout && !TimeSpan.TryParse(timeout, CultureInfo.InvariantCulture, out _))
            throw new SettingException("Views:Cassandra:Timeout", timeout, "a duration such as 00:00:12");

        var options = new ViewsOptions();
        section.Bind(options);
        SettingException.ThrowUnlessOneOf("Views:Provider", options.Provider, ViewsOptions.SqliteProvider, ViewsOptions.CassandraProvider);
        SettingException.ThrowUnlessBetween("Views:Keep", options.Keep, 1, ViewsOptions.MaxKeep);
        ThrowUnlessValid(options.Cassandra);
        return options;
    }

    private static void ThrowUnlessValid(CassandraViewsOptions options)
    {
        if (options.ContactPoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Length == 0)
            throw new SettingException("Views:Cassandra:ContactPoints", options.ContactPoints, "hosts separated by commas");
        SettingException.ThrowUnlessBetween("Views:Cassandra:Port", options.Port, 1, IPEndPoint.MaxPort);
        if (string.IsNullOrWhiteSpace(options.Datacenter))
            throw new SettingException("Views:Cassandra:Datacenter", options.Datacenter, "the name of a data centre");
        if (!Keyspace().IsMatch(options.Keyspace))
            throw new SettingException("Views:Cassandra:Keyspace", options.Keyspace, "a letter, then letters, digits and underscores, 48 at most");
        SettingException.ThrowUnlessBetween("Views:Cassandra:Replication", options.Replication, 1, MaxReplication);
        SettingException.ThrowUnlessBetween("Views:Cassandra:Concurrency", options.Concurrency, 1, MaxConcurrency);
        SettingException.ThrowUnlessBetween("Views:Cassandra:Timeout", options.Timeout, MinTimeout, MaxTimeout);
    }

    private static void ThrowUnlessInteger(IConfigurationSection section, string key)
    {
        if (section[key] is { } text && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            throw new SettingException($"{section.Path}:{key}", text, "a whole number");
    }

    [GeneratedRegex(@"\A[a-zA-Z][a-zA-Z0-9_]{0,47}\z")]
    private static partial Regex Keyspace();
}
