using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Batch;

/// <summary>The configuration section <c>Batch</c>.</summary>
public sealed class BatchOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Batch";

    /// <summary>The <see cref="BatchOptions.Engine"/> inside this process.</summary>
    public const string DuckDbEngine = "duckdb";

    /// <summary>The <see cref="BatchOptions.Engine"/> on a cluster.</summary>
    public const string SparkEngine = "spark";

    /// <summary>Which engine: <c>duckdb</c> or <c>spark</c>.</summary>
    [AllowedValues(DuckDbEngine, SparkEngine)]
    public string Engine { get; set; } = DuckDbEngine;

    /// <summary>Whether an embedded batch layer archives and runs by itself.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Time between the starts of runs, 1 second to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory that the engine may use in MiB, 64 to 1,048,576; beyond it uses scratch space on the disk.</summary>
    [Range(64, 1_048_576)]
    public int MemoryMegabytes { get; set; } = 1024;

    /// <summary>Threads of the engine, 1 to 256; default: one per processor.</summary>
    [Range(1, 256)]
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>Settings of the engine on Spark.</summary>
    public SparkOptions Spark { get; set; } = new();
}

/// <summary>The configuration section <c>Batch:Spark</c>.</summary>
public sealed class SparkOptions
{
    /// <summary>
    /// The table, <c>name</c> or <c>database.name</c>, under which Spark's catalog shows the archive from the next run on; empty: none.
    /// The catalog must be one that lasts, such as Hive's (<c>spark.sql.catalogImplementation=hive</c>).
    /// </summary>
    [RegularExpression(@"[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)?", ErrorMessage = "name or database.name, of letters, digits and _")]
    public string Table { get; set; } = "";
}
