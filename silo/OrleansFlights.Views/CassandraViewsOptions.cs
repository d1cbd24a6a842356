namespace OrleansFlights.Views;

/// <summary>The configuration section <c>Views:Cassandra</c>.</summary>
public sealed class CassandraViewsOptions
{
    /// <summary>Hosts to start from, separated by commas.</summary>
    public string ContactPoints { get; set; } = "localhost";

    /// <summary>The native protocol's port, 1 to 65,535.</summary>
    public int Port { get; set; } = 9042;

    /// <summary>The data centre whose nodes are asked.</summary>
    public string Datacenter { get; set; } = "datacenter1";

    /// <summary>The keyspace: a letter, then letters, digits and underscores, 48 at most.</summary>
    public string Keyspace { get; set; } = "flights";

    /// <summary>Copies of each row that a keyspace made here keeps in the data centre, 1 to 15.</summary>
    public int Replication { get; set; } = 1;

    /// <summary>User to log in as; none when empty.</summary>
    public string? Username { get; set; }

    /// <summary>The user's password.</summary>
    public string? Password { get; set; }

    /// <summary>Most statements under way at once, 1 to 2,048.</summary>
    public int Concurrency { get; set; } = 64;

    /// <summary>How long one statement may take, 1 second to 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(12);
}
