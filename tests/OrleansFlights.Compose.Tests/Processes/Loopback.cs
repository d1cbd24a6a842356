using System.Net.Sockets;

namespace OrleansFlights.Compose.Tests;

/// <summary>The network of compose.yaml on this machine: each host name is an address, each container's volume a directory.</summary>
/// <param name="addresses">What stands for <c>host:port</c> of servers that run elsewhere.</param>
/// <param name="directory">Holds the volumes.</param>
internal sealed class Loopback(IReadOnlyDictionary<string, string> addresses, string directory)
{
    private const string VolumePath = "/data";
    private const string CassandraVariable = "FLIGHTS_TEST_CASSANDRA";
    private readonly string _keyspace = "compose_" + Guid.NewGuid().ToString("N");

    /// <summary>Kafka, Redis and the store as the tests find them; skips the test when one is not there.</summary>
    public static Loopback OrSkip(string redis, string directory) => new(
        new Dictionary<string, string> { ["kafka:9092"] = Server("FLIGHTS_TEST_KAFKA"), ["minio:9000"] = Server("FLIGHTS_TEST_S3"), ["redis:6379"] = redis },
        directory);

    /// <summary>An address of the loopback network that one container has to itself, so that containers may use the same ports.</summary>
    public static string Address(int container) => $"127.0.72.{container}";

    /// <summary>A server's <c>host:port</c> from a variable.</summary>
    public static string Server(string variable)
    {
        var address = System.Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(address), $"{variable} names no server.");
        return address.Replace("http://", "", StringComparison.Ordinal);
    }

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
            var here = addresses.Aggregate(value, (text, known) => text.Replace(known.Key, known.Value, StringComparison.Ordinal));
            here = here.Replace("http://+:", $"http://{address}:", StringComparison.Ordinal);
            variables[name] = here == VolumePath ? Volume(service) : here;
        }

        if (variables.GetValueOrDefault("Views__Provider") == "sqlite")
            variables["Views__Sqlite__File"] = Path.Combine(directory, "views.db");
        if (variables.ContainsKey("Search__Provider"))
        {
            // A server of search is not what these tests are about: without one the index is a file.
            if (System.Environment.GetEnvironmentVariable("FLIGHTS_TEST_ELASTICSEARCH") is { Length: > 0 } server)
                variables["Search__Elasticsearch__Uri"] = server;
            else
                variables["Search__Provider"] = "sqlite";
            variables["Search__Sqlite__File"] = Path.Combine(directory, "search.db");
        }

        if (variables.GetValueOrDefault("Views__Provider") == "cassandra")
        {
            var cassandra = Server(CassandraVariable).Split(':');
            variables["Views__Cassandra__ContactPoints"] = cassandra[0];
            variables["Views__Cassandra__Port"] = cassandra[1];
            variables["Views__Cassandra__Keyspace"] = _keyspace;
        }

        return variables;
    }

    private string Volume(ComposeService service) => Path.Combine(
        directory, service.Volumes.Select(v => v.Split(':')).FirstOrDefault(v => v[1] == VolumePath)?[0] ?? service.Name);
}
