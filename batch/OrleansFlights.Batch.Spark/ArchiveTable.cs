using Microsoft.Spark.Sql;

namespace OrleansFlights.Batch.Spark;

/// <summary>
/// The archive as an external table of Spark's catalog, its folders <c>partition=N</c> as partitions, for others' queries. A run counts from the files
/// that its cut needs, never from the table: that shows whole files, with records beyond the cut and, around a compaction, some of them twice.
/// </summary>
internal static class ArchiveTable
{
    /// <summary>Makes the table unless it exists, and shows it the partitions that came since.</summary>
    /// <param name="spark">The session.</param>
    /// <param name="table">Its name, maybe with a database.</param>
    /// <param name="folder">Where the archive lies.</param>
    public static void Register(SparkSession spark, string table, string folder)
    {
        if (table.Split('.') is [var database, _])
            spark.Sql($"CREATE DATABASE IF NOT EXISTS {database}");
        spark.Sql($"CREATE TABLE IF NOT EXISTS {table} USING parquet LOCATION '{folder.Replace("'", "\\'", StringComparison.Ordinal)}'");
        spark.Sql($"MSCK REPAIR TABLE {table}");
    }
}
