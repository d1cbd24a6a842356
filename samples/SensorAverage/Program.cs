using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streaming.Kafka;
using Orleans.Streams;

// The average of a sensor's readings, which lie on the topic as JSON; a later subscriber begins with the first reading that the log has.
// Without an argument on a broker inside this process, with one on Kafka: host:port
using var embedded = args.Length == 0 ? EmbeddedKafka.Start().WithTopic("readings") : null;
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.UseOrleans(silo => silo
    .UseLocalhostClustering(siloPort: 11712, gatewayPort: 30712)
    .AddMemoryGrainStorage("PubSubStore")
    .AddKafkaStreams("sensors", kafka => (kafka.BootstrapServers, kafka.Topic) = (embedded?.BootstrapServers ?? args[0], "readings"))
    .Services.AddKafkaStreamsJson("sensors"));
using var host = builder.Build();
await host.StartAsync();

var streams = host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("sensors");
var stream = streams.GetStream<Reading>(StreamId.Create("readings", $"sensor-{Guid.NewGuid():N}"));
var (live, late) = (new Average(), new Average());
await stream.SubscribeAsync(live.OnReading);
foreach (var degrees in new[] { 19.5, 20.5, 21.0 })
    await stream.OnNextAsync(new Reading(degrees));
await live.ReachAsync(3);
await stream.SubscribeAsync(late.OnReading, KafkaSequenceToken.Beginning);
await late.ReachAsync(3);
Console.WriteLine(FormattableString.Invariant($"live {live.Value:F2}, from the beginning {late.Value:F2}"));
await host.StopAsync();

public sealed record Reading(double Degrees);

public sealed class Average
{
    private double _sum;
    private int _count;

    public double Value => _sum / _count;

    public Task OnReading(Reading reading, StreamSequenceToken? token)
    {
        _sum += reading.Degrees;
        _count++;
        return Task.CompletedTask;
    }

    public async Task ReachAsync(int count)
    {
        while (_count < count)
            await Task.Delay(50);
    }
}
