using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansFlights.Log.Kafka;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>
/// Topics of a test's own on the broker of <c>FLIGHTS_TEST_KAFKA</c>, or on the one inside the client when there is none.
/// </summary>
internal sealed class KafkaFixture : IAsyncDisposable
{
    public const string Variable = "FLIGHTS_TEST_KAFKA";

    private readonly List<KafkaEventLog> _open = [];

    private string? _address;

    /// <summary>Whether the topics stay when the test is over.</summary>
    public bool KeepTopics { get; init; }

    public string Topic { get; } = "log-tests-" + Guid.NewGuid().ToString("N");

    public static string AnyBroker =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } broker ? broker : MockBroker.Shared.Address;

    /// <summary>A broker of its own, for what the one inside the client does not do.</summary>
    public static string BrokerOrSkip(string lacking)
    {
        var broker = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(broker), $"{Variable} names no broker, and the one inside the client has no {lacking}.");
        return broker!;
    }

    public KafkaEventLog Open(string broker, int partitions = 1, Action<LogOptions>? configure = null)
    {
        _address = broker;
        var options = new LogOptions { Provider = LogOptions.KafkaProvider, Topic = Topic, Partitions = partitions };
        options.Kafka.BootstrapServers = broker;
        configure?.Invoke(options);
        if (MockBroker.IsAt(broker))
        {
            MockBroker.Shared.MakeTopic(options.Topic, partitions);
            MockBroker.Shared.MakeTopic(options.ResolvedDeadLetterTopic, partitions);
        }

        var eventLog = new KafkaEventLog(Options.Create(options), NullLogger<KafkaEventLog>.Instance);
        _open.Add(eventLog);
        return eventLog;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var eventLog in _open)
            await eventLog.DisposeAsync();
        if (_address is null || KeepTopics || MockBroker.IsAt(_address))
            return;

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _address }).Build();
        var mine = admin.GetMetadata(LogTesting.Deadline).Topics.Select(topic => topic.Topic)
            .Where(topic => topic.StartsWith(Topic, StringComparison.Ordinal)).ToList();
        if (mine.Count > 0)
            await admin.DeleteTopicsAsync(mine);
    }
}
