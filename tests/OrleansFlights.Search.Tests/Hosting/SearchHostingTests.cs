using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Search.Hosting;

namespace OrleansFlights.Search.Tests;

public sealed class SearchHostingTests
{
    [Theory]
    [InlineData("Search:Provider", "lucene")]
    [InlineData("Search:Enabled", "sometimes")]
    [InlineData("Search:BatchRecords", "0")]
    [InlineData("Search:BatchRecords", "many")]
    [InlineData("Search:BusyPercent", "101")]
    [InlineData("Search:Interval", "00:02:00")]
    [InlineData("Search:Elasticsearch:Uri", "")]
    [InlineData("Search:Elasticsearch:Uri", "localhost:9200")]
    [InlineData("Search:Elasticsearch:Uri", "http://a:9200, ftp://b")]
    [InlineData("Search:Elasticsearch:Index", "Flights")]
    [InlineData("Search:Elasticsearch:Shards", "0")]
    [InlineData("Search:Elasticsearch:Replicas", "-1")]
    [InlineData("Search:Elasticsearch:Attempts", "x")]
    [InlineData("Search:Elasticsearch:Pause", "00:00:00")]
    [InlineData("Search:Elasticsearch:Timeout", "soon")]
    [InlineData("Search:Elasticsearch:RefreshInterval", "01:00:00")]
    public void WrongSetting_IsNamedWithItsValue(string key, string value)
    {
        var wrong = Assert.Throws<SettingException>(() => Add(
            ("Search:Provider", "elasticsearch"), ("Search:Elasticsearch:Uri", "http://127.0.0.1:9200"), (key, value)));
        Assert.Equal(key, wrong.Key);
        Assert.Contains($"'{value}'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UserBesideApiKey_IsRefused() => Assert.Throws<SettingException>(() => Add(
        ("Search:Provider", "elasticsearch"), ("Search:Elasticsearch:Uri", "http://a:9200"), ("Search:Elasticsearch:ApiKey", "k"),
            ("Search:Elasticsearch:Username", "u")));

    [Fact]
    public void Indexing_CanBeLeftToAnotherProcess()
    {
        Assert.Contains(Add(), s => s.ServiceType == typeof(IHostedService));
        Assert.DoesNotContain(Add(("Search:Enabled", "false")), s => s.ServiceType == typeof(IHostedService));
    }

    [Fact]
    public async Task Sqlite_LiesUnderTheDataPath()
    {
        var directory = Directory.CreateTempSubdirectory("flight-search-").FullName;
        await using (var provider = Add(("Data:Path", Path.Combine(directory, "new"))).BuildServiceProvider())
        {
            await provider.GetRequiredService<IFlightIndex>().OpenAsync(TestContext.Current.CancellationToken);
            Assert.True(File.Exists(Path.Combine(directory, "new", "search.db")));
        }

        Directory.Delete(directory, recursive: true);
    }

    private static ServiceCollection Add(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.GroupBy(s => s.Key).Select(s => KeyValuePair.Create(s.Key, (string?)s.Last().Value))).Build();
        var services = new ServiceCollection();
        services.AddFlightSearch(configuration).AddFlightIndexing(configuration);
        return services;
    }
}
