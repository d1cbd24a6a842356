using System.Net.Sockets;

namespace OrleansFlights.Compose.Tests;

/// <summary>The network of compose.yaml on this machine: each host name is an address, each container's volume a directory.</summary>
internal sealed class Loopback
{
    private const string VolumePath = "/data";
    private const string CassandraVariable = "FLIGHTS_TEST_CASSANDRA";
    private const string SearchServer = "elasticsearch:9200";
    private readonly string _directory;
    private readonly Dictionary<string, string> _addresses;
    private readonly string _keyspace = "compose_" + Guid.NewGuid().ToString("N");

    /// <summary>Makes it.</summary>
    /// <param name="servers">What stands for the servers of compose.yaml.</param>
    /// <param name="redis">Redis' <c>host:port</c>.</param>
    /// <param name="traces">Where traces go, <c>host:port</c>.</param>
    /// <param name="directory">Holds the volumes.</param>
    public Loopback(StackServers servers, string redis, string traces, string directory)
    {
        _directory = directory;
        _addresses = new Dictionary<string,
            string>
        { ["kafka:9092"] = servers.Kafka, ["minio:9000"] = servers.Store, ["redis:6379"] = redis, ["jaeger:4317"] = traces };
        if (servers.Elasticsearch is { } search)
            _addresses.Add(SearchServer, search);
    }

    /// <summary>The alias of flights on Elasticsearch: a run has its own.</summary>
    public string SearchIndex { get; } = "compose-" + Guid.NewGuid().ToString("N");

    /// <summary>
    /// An address of the loopback network that one container has to itself, so that containers, and those of another run, may use the same
    /// ports.
    /// </summary>
    public static string Address(int container) => $"127.72.{System.Environment.ProcessId % 256}.{container}";

    public static async Task<bool> AcceptsAsync(string host, int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A service's variables with what they name in the containers' network replaced by what it is here.</summary>
    public Dictionary<string, string> Environment(ComposeService service, string address)
    {
        var variables = StackOfThisBuild.Adapt(service.Environment);
        foreach (var (name, value) in variables.ToList())
        {
            var here = _addresses.Aggregate(value, (text, known) => text.Replace(known.Key, known.Value, StringComparison.Ordinal));
            here = here.Replace("http://+:", $"http://{address}:", StringComparison.Ordinal);
            variables[name] = here == VolumePath ? Volume(service) : here;
        }

        if (variables.GetValueOrDefault("Views__Provider") == "sqlite")
            variables["Views__Sqlite__File"] = Path.Combine(
                Directory.CreateDirectory(Path.Combine(_directory, "cassandra")).FullName, "views.db");
        if (variables.ContainsKey("Search__Provider"))
        {
            variables["Search__Elasticsearch__Index"] = SearchIndex;
            variables["Search__Sqlite__File"] = Path.Combine(_directory, "search.db");
            if (!_addresses.ContainsKey(SearchServer))
                variables["Search__Provider"] = "sqlite";
        }

        if (variables.GetValueOrDefault("Views__Provider") == "cassandra")
        {
            var server = System.Environment.GetEnvironmentVariable(CassandraVariable);
            Assert.SkipWhen(string.IsNullOrEmpty(server), $"{CassandraVariable} names no server.");
            var cassandra = server.Split(':');
            variables["Views__Cassandra__ContactPoints"] = cassandra[0];
            variables["Views__Cassandra__Port"] = cassandra[1];
            variables["Views__Cassandra__Keyspace"] = _keyspace;
        }

        return variables;
    }

    private string Volume(ComposeService service) => Path.Combine(
        _directory, service.Volumes.Select(v => v.Split(':')).FirstOrDefault(v => v[1] == VolumePath)?[0] ?? service.Name);
}
