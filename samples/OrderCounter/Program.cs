using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streaming.Kafka;

// Counts the orders of each customer, each once. Without an argument on a broker inside this process, with one on Kafka: host:port
using var embedded = args.Length == 0 ? EmbeddedKafka.Start().WithTopic("orders") : null;
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.UseOrleans(silo => silo
    .UseLocalhostClustering(siloPort: 11711, gatewayPort: 30711)
    .AddMemoryGrainStorageAsDefault()
    .AddMemoryGrainStorage("PubSubStore")
    .AddKafkaStreams("shop", kafka => (kafka.BootstrapServers, kafka.Topic) = (embedded?.BootstrapServers ?? args[0], "orders")));
using var host = builder.Build();
await host.StartAsync();

var client = host.Services.GetRequiredService<IClusterClient>();
var stream = client.GetStreamProvider("shop").GetStream<Order>(StreamId.Create("orders", $"customer-{Guid.NewGuid():N}"));
await stream.OnNextBatchAsync(Enumerable.Range(1, 100).Select(number => new Order(number, 9.99m)));
var counter = client.GetGrain<IOrderCounter>(stream.StreamId.GetKeyAsString());
while ((await counter.GetAsync()).Orders < 100)
    await Task.Delay(50);
var total = await counter.GetAsync();
Console.WriteLine(FormattableString.Invariant($"{total.Orders} orders for {total.Amount}"));
await host.StopAsync();

[GenerateSerializer]
public sealed record Order([property: Id(0)] int Number, [property: Id(1)] decimal Amount);

[GenerateSerializer]
public sealed class Total
{
    [Id(0)]
    public int Orders { get; set; }

    [Id(1)]
    public decimal Amount { get; set; }
}

public interface IOrderCounter : IGrainWithStringKey
{
    Task<Total> GetAsync();
}

[ImplicitStreamSubscription("orders")]
public sealed class OrderCounter([PersistentState("total")] IPersistentState<ProcessedState<Total>> state)
    : ExactlyOnceGrain<Order, Total>(state), IOrderCounter
{
    public Task<Total> GetAsync() => Task.FromResult(State);

    protected override void Apply(Total state, Order item) => (state.Orders, state.Amount) = (state.Orders + 1, state.Amount + item.Amount);
}
