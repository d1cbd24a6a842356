using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Search.Elasticsearch;

namespace OrleansFlights.Search.Hosting;

/// <summary>Reads and checks the section <c>Search</c>.</summary>
internal static partial class SearchSettings
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The section, every value checked.</summary>
    public static SearchOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(SearchOptions.Section);
        foreach (var key in (string[])[nameof(SearchOptions.BatchRecords), nameof(SearchOptions.BusyPercent), "Elasticsearch:Shards", "Elasticsearch:Replicas", "Elasticsearch:Attempts"])
            ThrowUnless(section, key, text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _), "a whole number");
        foreach (var key in (string[])[nameof(SearchOptions.Interval), "Elasticsearch:RefreshInterval", "Elasticsearch:Timeout", "Elasticsearch:Pause"])
            ThrowUnless(section, key, text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _), "a duration such as 00:00:15");
        ThrowUnless(section, nameof(SearchOptions.Enabled), text => bool.TryParse(text, out _), "true or false");

        var options = new SearchOptions();
        section.Bind(options);
        SettingException.ThrowUnlessOneOf("Search:Provider", options.Provider, SearchOptions.SqliteProvider, SearchOptions.ElasticsearchProvider);
        SettingException.ThrowUnlessBetween("Search:BatchRecords", options.BatchRecords, 1, 100_000);
        SettingException.ThrowUnlessBetween("Search:BusyPercent", options.BusyPercent, 1, 100);
        SettingException.ThrowUnlessBetween("Search:Interval", options.Interval, TimeSpan.FromMilliseconds(10), Minute);
        if (options.Provider == SearchOptions.ElasticsearchProvider)
            Check(options.Elasticsearch);
        return options;
    }

    private static void Check(ElasticsearchOptions options)
    {
        const string Prefix = "Search:Elasticsearch:";
        var urls = options.Uri.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (urls.Length == 0 || !Array.TrueForAll(urls, IsUrl))
            throw new SettingException(Prefix + "Uri", options.Uri, "http://host:9200 or https://host:9200, several separated by commas");
        if (!IndexName().IsMatch(options.Index))
            throw new SettingException(Prefix + "Index", options.Index, "1 to 100 of the characters a-z, 0-9, '_' and '-', a letter first");
        if (options.ApiKey is not null && options.Username is not null)
            throw new SettingException(Prefix + "Username", options.Username, "nothing beside ApiKey");
        if (options.Username is null && options.Password is not null)
            throw new SettingException(Prefix + "Username", options.Username, "a user name with the password");
        SettingException.ThrowUnlessBetween(Prefix + "Shards", options.Shards, 1, 64);
        SettingException.ThrowUnlessBetween(Prefix + "Replicas", options.Replicas, 0, 8);
        SettingException.ThrowUnlessBetween(Prefix + "Attempts", options.Attempts, 1, 100);
        SettingException.ThrowUnlessBetween(Prefix + "RefreshInterval", options.RefreshInterval, TimeSpan.FromMilliseconds(10), Minute);
        SettingException.ThrowUnlessBetween(Prefix + "Pause", options.Pause, TimeSpan.FromMilliseconds(1), Minute);
        SettingException.ThrowUnlessBetween(Prefix + "Timeout", options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    private static void ThrowUnless(IConfigurationSection section, string key, Func<string, bool> isAllowed, string allowed)
    {
        if (section[key] is { } text && !isAllowed(text))
            throw new SettingException($"{section.Path}:{key}", text, allowed);
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,99}\z")]
    private static partial Regex IndexName();
}
