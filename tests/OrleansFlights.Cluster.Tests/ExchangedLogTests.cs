using Confluent.Kafka;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Flights;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Grains.Contracts;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;

namespace OrleansFlights.Cluster.Tests;

/// <summary>A log that is not the one that what is stored belongs to.</summary>
public sealed class ExchangedLogTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("flights-exchanged-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task LogFileRemoved_StopsTheStartAndNamesBothAndTheCommand()
    {
        await CountAsync(3);
        foreach (var file in _data.GetFiles("log.db*"))
            file.Delete();

        var wrong = await Assert.ThrowsAsync<SettingException>(() => EmbeddedPipeline.StartInAsync(_data.FullName, null, Settings()));

        Assert.Contains("batch reset", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(2, wrong.Message.Split("flight-events (").Length - 1);
    }

    [Fact]
    public async Task TopicOrSegmentBitsChanged_StopTheStart_AndTheOldOnesGoOn()
    {
        await CountAsync(3);

        var topic = await Assert.ThrowsAsync<SettingException>(
            () => EmbeddedPipeline.StartInAsync(_data.FullName, null, [.. Settings(), ("Log:Topic", "other-events")]));
        var bits = await Assert.ThrowsAsync<SettingException>(
            () => EmbeddedPipeline.StartInAsync(_data.FullName, null, [.. Settings(), ("Log:SegmentBits", "12")]));
        Assert.Equal(("Log:Topic", "Log:SegmentBits"), (topic.Key, bits.Key));

        await using var again = await EmbeddedPipeline.StartInAsync(_data.FullName, null, Settings());
        await CountsAsync(again, 3);
    }

    [Fact]
    public async Task DataOfAnEarlierVersion_IsAdopted()
    {
        await CountAsync(3);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_data.FullName, "silo.db")};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var forget = connection.CreateCommand();
            forget.CommandText = "DROP TABLE stored_log; DROP TABLE quarantine";
            await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using (var again = await EmbeddedPipeline.StartInAsync(_data.FullName, null, Settings()))
        {
            await again.DepartAsync(Noon, TimeSpan.Zero);
            await CountsAsync(again, 4);
        }

        await Assert.ThrowsAsync<SettingException>(
            () => EmbeddedPipeline.StartInAsync(_data.FullName, null, [.. Settings(), ("Log:Topic", "other-events")]));
    }

    [Fact]
    public async Task LogFileExchangedUnderARunningSilo_AnswersSaySoAndReadinessWhy()
    {
        await using var pipeline = await EmbeddedPipeline.StartInAsync(
            _data.FullName, null, [.. Settings(), ("Log:PartitionRefresh", "00:00:00.200")]);
        await pipeline.DepartAsync(Noon, TimeSpan.Zero);
        await CountsAsync(pipeline, 1);

        foreach (var file in _data.GetFiles("log.db*"))
            file.Delete();

        await IncompleteAsync(pipeline);
    }

    [Fact]
    public async Task TopicMadeAgainUnderARunningSilo_AnswersSaySo_AndARestartIsRefused()
    {
        var broker = Environment.GetEnvironmentVariable(FlightCluster.KafkaVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(broker), $"{FlightCluster.KafkaVariable} names no broker.");
        var name = "exchanged-" + Guid.NewGuid().ToString("N");
        (string, string)[] settings =
        [
            .. Settings(), ("Log:Provider", "kafka"), ("Log:Kafka:BootstrapServers", broker), ("Log:Topic", name),
                ("Log:PartitionRefresh", "00:00:00.500"),
        ];
        await using (var pipeline = await EmbeddedPipeline.StartInAsync(_data.FullName, null, settings))
        {
            for (var i = 0; i < 40; i++)
                await pipeline.DepartAsync(Noon, TimeSpan.Zero);
            await CountsAsync(pipeline, 40);

            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();
            await admin.DeleteTopicsAsync([name]);
            await IncompleteAsync(pipeline);
            await Eventually.TrueAsync(Deadline, () => TryMakeAsync(admin, name), () => Task.FromResult("the topic cannot be made again"));
            for (var i = 0; i < 110; i++)
                await Eventually.TrueAsync(Deadline, () => TryDepartAsync(pipeline), () => Task.FromResult("the topic takes no events"));

            await Eventually.TrueAsync(
                Deadline,
                () => Task.FromResult(
                    pipeline.Services.GetRequiredService<LogGuard>().Trouble?.Contains("batch reset", StringComparison.Ordinal) == true),
                () => Task.FromResult(pipeline.Services.GetRequiredService<LogGuard>().Trouble ?? "no trouble"));
            await IncompleteAsync(pipeline);
            Assert.Equal(40, (await ReadAsync(pipeline)).Tally.Events);
        }

        var wrong = await Assert.ThrowsAsync<SettingException>(() => EmbeddedPipeline.StartInAsync(_data.FullName, null, settings));
        Assert.Contains("batch reset", wrong.Message, StringComparison.Ordinal);
    }

    private static (string, string)[] Settings() => [("Log:Partitions", "1"), ("Streams:CheckpointInterval", "00:00:00.200")];

    private static async Task<bool> TryMakeAsync(IAdminClient admin, string name)
    {
        try
        {
            await admin.CreateTopicsAsync(
                [new Confluent.Kafka.Admin.TopicSpecification { Name = name, NumPartitions = 1, ReplicationFactor = 1 }]);
            return true;
        }
        catch (Confluent.Kafka.Admin.CreateTopicsException)
        {
            return false;
        }
    }

    private static async Task<bool> TryDepartAsync(EmbeddedPipeline pipeline)
    {
        try
        {
            await pipeline.DepartAsync(Noon, TimeSpan.Zero);
            return true;
        }
        catch (LogException)
        {
            return false;
        }
    }

    private static ValueTask<ViewAnswer> ReadAsync(EmbeddedPipeline pipeline) =>
        pipeline.Services.GetRequiredService<IGrainFactory>().View(ViewKey.Total).Read();

    private static Task IncompleteAsync(EmbeddedPipeline pipeline) => Eventually.TrueAsync(
        Deadline,
        async () => !(await ReadAsync(pipeline)).Complete && pipeline.Services.GetRequiredService<IReadingHealth>().Trouble is not null,
        async () => $"{await ReadAsync(pipeline)}, trouble: {pipeline.Services.GetRequiredService<IReadingHealth>().Trouble}");

    private static Task CountsAsync(EmbeddedPipeline pipeline, long events) => Eventually.TrueAsync(
        Deadline,
        async () => await ReadAsync(pipeline) is { Complete: true } answer && answer.Tally.Events == events,
        async () => (await ReadAsync(pipeline)).ToString());

    private async Task CountAsync(int events)
    {
        await using var pipeline = await EmbeddedPipeline.StartInAsync(_data.FullName, null, Settings());
        for (var i = 0; i < events; i++)
            await pipeline.DepartAsync(Noon, TimeSpan.Zero);
        await CountsAsync(pipeline, events);
        await pipeline.CheckpointedAsync(Deadline);
    }
}
