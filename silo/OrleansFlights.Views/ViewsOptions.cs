using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Views;

/// <summary>The configuration section <c>Views</c>.</summary>
public sealed class ViewsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Views";

    /// <summary>The <see cref="Provider"/> that keeps views in a SQLite file.</summary>
    public const string SqliteProvider = "sqlite";

    /// <summary>The <see cref="Provider"/> that keeps views in Apache Cassandra.</summary>
    public const string CassandraProvider = "cassandra";

    /// <summary>The most generations that may be kept.</summary>
    public const int MaxKeep = 100;

    /// <summary>Which store: <c>sqlite</c> or <c>cassandra</c>.</summary>
    [AllowedValues(SqliteProvider, CassandraProvider)]
    public string Provider { get; set; } = SqliteProvider;

    /// <summary>
    /// Generations that stay publishable at and below the published one, 1 to 100: one more than the rollbacks in a row that work.
    /// </summary>
    [Range(1, MaxKeep)]
    public int Keep { get; set; } = 2;

    /// <summary>Settings of the SQLite store.</summary>
    public SqliteViewsOptions Sqlite { get; set; } = new();

    /// <summary>Settings of the Cassandra store.</summary>
    public CassandraViewsOptions Cassandra { get; set; } = new();
}

/// <summary>The configuration section <c>Views:Sqlite</c>.</summary>
public sealed class SqliteViewsOptions
{
    /// <summary>The file; default: <c>views.db</c> under <c>Data:Path</c>.</summary>
    public string? File { get; set; }
}
