using System.Text;
using System.Text.Json;
using OrleansFlights.Grains.Changefeed;
using OrleansFlights.Log;

namespace OrleansFlights.Cluster.Tests;

public sealed class ChangefeedTests
{
    private const string Topic = "flight-route-counts";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task RouteThatCounts_IsOnTheTopicAtMostOnceASecond()
    {
        await using var pipeline = await EmbeddedPipeline.StartAsync(settings: ("Changefeed:Enabled", "true"));
        var topic = pipeline.Logs.Open(Topic, compacted: true);
        for (var i = 1; i <= 50; i++)
        {
            await pipeline.DepartAsync(Noon.AddMinutes(i), TimeSpan.FromMinutes(i));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var messages = new List<Message>();
        await Eventually.TrueAsync(
            Deadline,
            async () => (messages = await ReadAsync(topic)).Any(m => m.Body.GetProperty("flight_count").GetInt64() == 50),
            () => Task.FromResult(string.Join('\n', messages.Select(m => m.Body))));

        var last = messages.Single(m => m.Body.GetProperty("flight_count").GetInt64() == 50);
        Assert.Equal("DXB-ZRH", last.Key);
        Assert.Equal("DXB", last.Body.GetProperty("origin").GetString());
        Assert.Equal("ZRH", last.Body.GetProperty("destination").GetString());
        Assert.Equal(50, last.Body.GetProperty("by_status").GetProperty("departed").GetInt64());
        Assert.Equal(50 * 51 / 2 * 60, last.Body.GetProperty("delay").GetProperty("sum_seconds").GetInt64());
        Assert.Equal(50, last.Body.GetProperty("watermarks").EnumerateObject().Sum(w => w.Value.GetInt64()));
        Assert.All(messages.Zip(messages.Skip(1)), pair =>
            Assert.True(pair.Second.At - pair.First.At >= RouteChangefeed.Interval.TotalMilliseconds,
                $"{pair.First} and {pair.Second} are too close"));
    }

    [Fact]
    public async Task Disabled_WritesNothing()
    {
        await using var pipeline = await EmbeddedPipeline.StartAsync(settings: ("Changefeed:Enabled", "false"));
        Assert.Null(pipeline.Services.GetService(typeof(RouteChangefeed)));
    }

    private static async Task<List<Message>> ReadAsync(ITopic topic)
    {
        var sink = new Sink();
        await topic.ReadAllAsync(sink);
        return sink.Messages;
    }

    private sealed record Message(string Key, long At, JsonElement Body);

    private sealed class Sink : ILogRecordSink
    {
        public List<Message> Messages { get; } = [];

        public void OnRecord(in LogRecord record) => Messages.Add(new Message(
            Encoding.UTF8.GetString(record.Key), record.TimestampMilliseconds, JsonSerializer.Deserialize<JsonElement>(record.Value)));
    }
}
