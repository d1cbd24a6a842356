using System.Runtime.InteropServices;
using OrleansFlights.Log.Kafka;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>
/// The broker inside librdkafka (rdkafka_mock.h), which lives in this process and speaks Kafka's protocol as far as appends, reads, offsets
/// and groups go. It has no controller, so topics are made by a call, never by a request.
/// </summary>
internal sealed unsafe partial class MockBroker
{
    private const string Library = "librdkafka";
    private const int ErrorBytes = 512;
    private static readonly Lazy<MockBroker> OnFirstUse = new(() => new MockBroker());

    private readonly nint _cluster;

    static MockBroker() => NativeLibrary.SetDllImportResolver(typeof(MockBroker).Assembly, Librdkafka.Resolve);

    private MockBroker()
    {
        var error = stackalloc byte[ErrorBytes];
        var configuration = Librdkafka.NewConfiguration();
        foreach (var (key, value) in new[] { ("test.mock.num.brokers", "1"), ("log_level", "0") })
            Assert.True(Librdkafka.Set(configuration, key, value, error, ErrorBytes) == 0, Marshal.PtrToStringUTF8((nint)error));

        // Ends with the process, as the tests that share it do.
        var client = Librdkafka.New(Librdkafka.Producer, configuration, error, ErrorBytes);
        Assert.True(client != 0, Marshal.PtrToStringUTF8((nint)error));
        _cluster = ClusterOf(client);
        Address = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
    }

    public static MockBroker Shared => OnFirstUse.Value;

    public string Address { get; }

    public static bool IsAt(string address) => OnFirstUse.IsValueCreated && Shared.Address == address;

    /// <summary>Makes a topic unless it exists.</summary>
    public void MakeTopic(string name, int partitions)
    {
        const int AlreadyExists = 36;
        Assert.Contains(CreateTopic(_cluster, name, partitions, 1), new[] { 0, AlreadyExists });
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_handle_mock_cluster")]
    private static partial nint ClusterOf(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);
}
