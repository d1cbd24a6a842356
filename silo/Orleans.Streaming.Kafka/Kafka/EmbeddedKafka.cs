using System.Reflection;
using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The mock cluster inside librdkafka: a broker in this process, in memory, for samples and tests. It speaks Kafka's protocol as far as
/// appends, reads and group offsets go, and forgets everything with the process.
/// </summary>
public sealed unsafe partial class EmbeddedKafka : IDisposable
{
    private const string Library = "librdkafka";
    private const int Producer = 0;
    private const int ErrorBytes = 512;
    private const int AlreadyExists = 36;
    private static readonly string[] Builds = [Library, "centos8-librdkafka", "alpine-librdkafka"];

    private readonly nint _client;
    private readonly nint _cluster;
    private int _disposed;

    static EmbeddedKafka() => NativeLibrary.SetDllImportResolver(typeof(EmbeddedKafka).Assembly, Resolve);

    private EmbeddedKafka()
    {
        var error = stackalloc byte[ErrorBytes];
        var configuration = NewConfiguration();
        foreach (var (key, value) in new[] { ("test.mock.num.brokers", "1"), ("log_level", "0") })
        {
            if (Set(configuration, key, value, error, ErrorBytes) != 0)
                throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)error));
        }

        _client = New(Producer, configuration, error, ErrorBytes);
        if (_client == 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)error));
        _cluster = ClusterOf(_client);
        BootstrapServers = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
    }

    /// <summary>Where it listens, on the loopback.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts a broker.</summary>
    public static EmbeddedKafka Start() => new();

    /// <summary>Makes a topic unless it exists; the broker makes none on request.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="partitions">Its partitions.</param>
    public EmbeddedKafka WithTopic(string name, int partitions = 4)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        if (CreateTopic(_cluster, name, partitions, 1) is not (0 or AlreadyExists) and var code)
            throw new InvalidOperationException($"The embedded broker does not make topic {name}: error {code}.");
        return this;
    }

    /// <summary>Ends the broker.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Destroy(_client);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var build in name == Library ? Builds : [])
        {
            if (NativeLibrary.TryLoad(build, assembly, path, out var handle))
                return handle;
        }

        return 0;
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfiguration();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint configuration, string key, string value, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint configuration, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_handle_mock_cluster")]
    private static partial nint ClusterOf(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);
}
