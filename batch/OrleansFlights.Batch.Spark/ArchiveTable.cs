using Microsoft.Spark.Sql;
using OrleansFlights.Batch.Archive;
using Parquet.Schema;

namespace OrleansFlights.Batch.Spark;

/// <summary>
/// The archive as an external table of Spark's catalog, its folders <c>partition=N</c> as partitions, for others' queries. A run counts
/// from the files that its cut needs, never from the table: that shows whole files, with records beyond the cut and, around a compaction,
/// some of them twice.
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

        // The files hold the partition too, so it is named last and from the folders: told nothing, Spark takes it for a column like any
        // other.
        var columns = ArchiveSchema.Schema.DataFields.Where(f => f.Name != ArchiveSchema.Partition.Name).Append(ArchiveSchema.Partition);
        spark.Sql(
            $"CREATE TABLE IF NOT EXISTS {table} ({string.Join(", ", columns.Select(f => $"`{f.Name}` {TypeOf(f)}"))}) "
            + $"USING parquet PARTITIONED BY (`{ArchiveSchema.Partition.Name}`) LOCATION "
            + $"'{folder.Replace("'", "\\'", StringComparison.Ordinal)}'");
        spark.Sql($"MSCK REPAIR TABLE {table}");
    }

    private static string TypeOf(DataField field) => field.ClrType switch
    {
        var type when type == typeof(int) => "INT",
        var type when type == typeof(long) => "BIGINT",
        var type when type == typeof(bool) => "BOOLEAN",
        var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => "STRING",
        var type when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => "BINARY",
        var type => throw new InvalidOperationException($"The archive's column {field.Name} of {type} has no type of Spark yet."),
    };
}
