using System.ComponentModel.DataAnnotations;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Views;

/// <summary>The configuration section <c>Views:Cassandra</c>.</summary>
public sealed class CassandraViewsOptions
{
    /// <summary>Hosts to start from, separated by commas.</summary>
    [Required]
    [HostAndPort(Many = true, ErrorMessage = "hosts separated by commas")]
    public string ContactPoints { get; set; } = "localhost";

    /// <summary>The native protocol's port, 1 to 65,535.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 9042;

    /// <summary>The data centre whose nodes are asked.</summary>
    [Required(ErrorMessage = "the name of a data centre")]
    public string Datacenter { get; set; } = "datacenter1";

    /// <summary>The keyspace: a letter, then letters, digits and underscores, 48 at most.</summary>
    [Required]
    [RegularExpression("[a-zA-Z][a-zA-Z0-9_]{0,47}", ErrorMessage = "a letter, then letters, digits and underscores, 48 at most")]
    public string Keyspace { get; set; } = "flights";

    /// <summary>Copies of each row that a keyspace made here keeps in the data centre, 1 to 15.</summary>
    [Range(1, 15)]
    public int Replication { get; set; } = 1;

    /// <summary>User to log in as; none when empty.</summary>
    public string? Username { get; set; }

    /// <summary>The user's password.</summary>
    [Secret]
    public string? Password { get; set; }

    /// <summary>Most statements under way at once, 1 to 2,048.</summary>
    [Range(1, 2_048)]
    public int Concurrency { get; set; } = 64;

    /// <summary>How long one statement may take, 1 second to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(12);
}
