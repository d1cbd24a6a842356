using Microsoft.Extensions.Configuration;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Search.Hosting;

/// <summary>Reads the section <c>Search</c> and checks what concerns several settings.</summary>
internal static class SearchSettings
{
    /// <summary>The section, every value checked.</summary>
    public static SearchOptions Read(IConfiguration configuration)
    {
        const string Key = "Search:Elasticsearch:Username";
        var options = SettingsReader.Read<SearchOptions>(configuration);
        if (options.Elasticsearch is { ApiKey: not null, Username: not null })
            throw new SettingException(Key, options.Elasticsearch.Username, "nothing beside ApiKey");
        if (options.Elasticsearch is { Username: null, Password: not null })
            throw new SettingException(Key, options.Elasticsearch.Username, "a user name with the password");
        return options;
    }
}
