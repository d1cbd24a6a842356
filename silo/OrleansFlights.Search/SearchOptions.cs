using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Search;

/// <summary>The configuration section <c>Search</c>.</summary>
public sealed class SearchOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Search";

    /// <summary>The index in a SQLite file.</summary>
    public const string SqliteProvider = "sqlite";

    /// <summary>The index in Elasticsearch.</summary>
    public const string ElasticsearchProvider = "elasticsearch";

    /// <summary>Which engine: <c>sqlite</c> or <c>elasticsearch</c>.</summary>
    [AllowedValues(SqliteProvider, ElasticsearchProvider)]
    public string Provider { get; set; } = SqliteProvider;

    /// <summary>Whether a process that runs the whole pipeline also indexes; false when <c>batch index --follow</c> does.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Most records of one batch, 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int BatchRecords { get; set; } = 2_000;

    /// <summary>How long events may wait to be indexed together when few come, 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How much of the time a process that runs the whole pipeline may spend on indexing when it has fallen behind, in percent, 1 to 100;
    /// the grains get the rest. <c>batch index</c> takes all.
    /// </summary>
    [Range(1, 100)]
    public int BusyPercent { get; set; } = 50;

    /// <summary>Settings of the SQLite index.</summary>
    public SqliteSearchOptions Sqlite { get; set; } = new();

    /// <summary>Settings of Elasticsearch.</summary>
    public ElasticsearchOptions Elasticsearch { get; set; } = new();
}

/// <summary>The configuration section <c>Search:Sqlite</c>.</summary>
public sealed class SqliteSearchOptions
{
    /// <summary>The file; default: <c>search.db</c> under <c>Data:Path</c>.</summary>
    public string? File { get; set; }
}
