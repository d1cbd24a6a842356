using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.Views.Tests;

public sealed class ViewsHostingTests
{
#if STACK_FULL
    private const bool IsFull = true;
#else
    private const bool IsFull = false;
#endif

    [Fact]
    public void Cassandra_IsRefusedWhereTheBuildHasNone()
    {
        Assert.SkipWhen(IsFull, "this build has the Cassandra adapter.");
        var wrong = Assert.Throws<SettingException>(() => Add(("Views:Provider", "cassandra")));
        Assert.Contains("this build has no Cassandra adapter; build with -p:Stack=full", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Views:Provider", "oracle")]
    [InlineData("Views:Keep", "0")]
    [InlineData("Views:Keep", "many")]
    [InlineData("Views:Cassandra:ContactPoints", " , ")]
    [InlineData("Views:Cassandra:Port", "0")]
    [InlineData("Views:Cassandra:Keyspace", "my flights")]
    [InlineData("Views:Cassandra:Datacenter", "")]
    [InlineData("Views:Cassandra:Replication", "16")]
    [InlineData("Views:Cassandra:Concurrency", "none")]
    [InlineData("Views:Cassandra:Timeout", "soon")]
    public void WrongSetting_IsNamedWithItsValue(string key, string value)
    {
        var wrong = Assert.Throws<SettingException>(() => Add((key, value)));
        Assert.Equal(key, wrong.Key);
        Assert.Contains($"'{value}'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sqlite_LiesUnderTheDataPath()
    {
        var directory = Directory.CreateTempSubdirectory("flight-views-").FullName;
        using (var provider = Add(("Data:Path", Path.Combine(directory, "new"))).BuildServiceProvider())
        {
            var generations = await provider.GetRequiredService<IBatchViews>().GetPublishedAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, generations.Published.Id);
            Assert.True(File.Exists(Path.Combine(directory, "new", "views.db")));
        }

        Directory.Delete(directory, recursive: true);
    }

    private static ServiceCollection Add(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection();
        services.AddFlightViews(configuration);
        return services;
    }
}
