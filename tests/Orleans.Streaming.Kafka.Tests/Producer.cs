using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Streaming.Kafka.Tests;

/// <summary>Somebody else who writes JSON numbers to a topic.</summary>
internal sealed class Producer : IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly string _topic;

    private Producer(string topic, IEnumerable<KeyValuePair<string, string>> settings)
    {
        _topic = topic;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(
            new Dictionary<string, string>(settings)
            {
                ["bootstrap.servers"] = Broker.Address,
                ["partitioner"] = "murmur2_random",
            }).Build();
    }

    public IProducer<byte[]?, byte[]?> Client => _producer;

    public static Producer Of(string topic, params KeyValuePair<string, string>[] settings) => new(topic, settings);

    public static void UseJson(IServiceCollection services) => services.AddKafkaStreamsJson(StreamCluster.Provider);

    public Task WriteAsync(string? key, int value) => WriteAsync(key, $"{value}");

    public Task WriteAsync(string? key, string? value, params (string Name, string Value)[] headers)
    {
        var message = new Message<byte[]?, byte[]?>
        {
            Key = key is null ? null : Encoding.UTF8.GetBytes(key),
            Value = value is null ? null : Encoding.UTF8.GetBytes(value),
            Headers = [],
        };
        foreach (var (name, text) in headers)
            message.Headers.Add(name, Encoding.UTF8.GetBytes(text));
        return _producer.ProduceAsync(_topic, message);
    }

    public void Dispose()
    {
        _producer.Flush(TimeSpan.FromSeconds(30));
        _producer.Dispose();
    }
}
