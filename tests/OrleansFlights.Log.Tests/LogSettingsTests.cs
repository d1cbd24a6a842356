using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.Log.Tests;

public sealed class LogSettingsTests
{
    [Theory]
    [InlineData("Log:Provider", "rabbit")]
    [InlineData("Log:Partitions", "0")]
    [InlineData("Log:Partitions", "1025")]
    [InlineData("Log:Partitions", "many")]
    [InlineData("Log:SegmentBits", "3")]
    [InlineData("Log:SegmentBits", "25")]
    [InlineData("Log:Topic", "no spaces")]
    [InlineData("Log:Topic", "..")]
    [InlineData("Log:DeadLetterTopic", "flight-events")]
    [InlineData("Log:DeadLetterTopic", "")]
    [InlineData("Log:PartitionRefresh", "soon")]
    [InlineData("Log:PartitionRefresh", "02:00:00")]
    [InlineData("Log:Sqlite:LockTimeout", "soon")]
    [InlineData("Log:Sqlite:LockTimeout", "00:20:00")]
    public void WrongSetting_IsRefusedByItsKeyAndValue(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var refused = Assert.Throws<SettingException>(() => new ServiceCollection().AddFlightLog(configuration));
        Assert.Equal(key, refused.Key);
        Assert.Contains($"'{value}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Log:Kafka:BootstrapServers", "")]
    [InlineData("Log:Kafka:Replication", "0")]
    [InlineData("Log:Kafka:GroupId", "")]
    [InlineData("Log:Kafka:LingerMilliseconds", "-1")]
    [InlineData("Log:Kafka:ReadAheadKilobytes", "1")]
    [InlineData("Log:Kafka:DeliveryTimeout", "02:00:00")]
    [InlineData("Log:Kafka:RequestTimeout", "soon")]
    [InlineData("Log:Kafka:Client:acks", "1")]
    [InlineData("Log:Kafka:Client:isolation.level", "read_uncommitted")]
    public void WrongKafkaSetting_IsRefusedByItsKeyAndValue(string key, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Log:Provider", "kafka"), new("Log:Kafka:BootstrapServers", "127.0.0.1:9092")])
            .AddInMemoryCollection([new(key, value)])
            .Build();
        var refused = Assert.Throws<SettingException>(() => new ServiceCollection().AddFlightLog(configuration));
        Assert.Equal(key, refused.Key);
        Assert.Contains($"'{value}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownClientProperty_IsRefusedByName()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                [new("Log:Provider", "kafka"), new("Log:Kafka:BootstrapServers", "127.0.0.1:9092"), new("Log:Kafka:Client:no.such", "1")])
            .Build();
        await using var services = new ServiceCollection().AddLogging().AddFlightLog(configuration).BuildServiceProvider();
        var refused = await Assert.ThrowsAsync<LogException>(async () =>
            await services.GetRequiredService<ITopic>().GetOffsetsAsync(LogTesting.Token));
        Assert.Contains("no.such", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_GiveALogUnderTheDataPath()
    {
        var directory = Directory.CreateTempSubdirectory("flight-log-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Path", directory)]).Build();
        await using (var services = new ServiceCollection().AddLogging().AddFlightLog(configuration).BuildServiceProvider())
        {
            Assert.Equal("flight-events", services.GetRequiredService<ITopic>().Topic);
            Assert.Equal("flight-events-dead", services.GetRequiredService<IEventLog>().DeadLetters.Topic);
            Assert.True(File.Exists(Path.Combine(directory, "log.db")));
        }

        Directory.Delete(directory, recursive: true);
    }
}
