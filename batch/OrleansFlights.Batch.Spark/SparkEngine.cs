using Microsoft.Extensions.Options;
using Microsoft.Spark;
using Microsoft.Spark.Sql;
using OrleansFlights.Batch.Archive;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Spark;

/// <summary>
/// Counts on Spark with the SQL that DuckDB runs. The cluster reads the archive itself: from the bucket, or from a directory that all of it
/// sees.
/// </summary>
public sealed class SparkEngine(
    IArchiveStore store, IOptions<ArchiveOptions> archive, IOptions<BatchOptions> batch, IOptions<LogOptions> log) : IBatchEngine
{
    private const int RowsAtOnce = 50_000;
    private const string ApplicationName = "orleans-flights";
    private const string WindowTallies = "window_tallies";

    /// <inheritdoc/>
    public string Name => BatchOptions.SparkEngine;

    /// <inheritdoc/>
    public async Task CountAsync(
        IReadOnlyList<FileSplit> slices, Func<IReadOnlyList<ViewRow>, CancellationToken, ValueTask> sink,
            CancellationToken cancellationToken)
    {
        SparkSession? spark = null;
        try
        {
            spark = SparkSession.Builder().AppName(ApplicationName).Config("spark.sql.session.timeZone", "UTC").GetOrCreate();
            if (batch.Value.Spark.Table is { Length: > 0 } table)
                ArchiveTable.Register(spark, table, Root);
            await CountAsync(spark, slices, sink, cancellationToken);
        }
        catch (Exception e) when ((e as JvmException ?? e.InnerException) is JvmException failure)
        {
            throw new BatchException($"Spark failed: {Reason(failure.Message)}", e);
        }
        finally
        {
            spark?.Stop();
        }
    }

    private async Task CountAsync(
        SparkSession spark, IReadOnlyList<FileSplit> slices, Func<IReadOnlyList<ViewRow>, CancellationToken, ValueTask> sink,
            CancellationToken cancellationToken)
    {
        var tables = 0;
        var source = new EventsSource(
            files =>
            {
                var name = $"files_{tables++}";
                spark.Read().Parquet([.. files]).CreateOrReplaceTempView(name);
                return name;
            },
            '`');
        spark.Sql($"CREATE OR REPLACE TEMPORARY VIEW events AS {source.Query([.. slices.Select(s => (s, PathOf(s.File)))])}");
        spark.Sql(ViewSql.Facts);
        var windows = spark.Sql(ViewSql.WindowTallies).Cache();
        windows.CreateOrReplaceTempView(WindowTallies);
        await SinkAsync(spark.Sql(ViewSql.Tallies), isWindows: false, sink, cancellationToken);
        await SinkAsync(windows, isWindows: true, sink, cancellationToken);
        windows.Unpersist();
    }

    /// <summary>What a stack trace of the JVM says, without the places.</summary>
    private static string Reason(string trace) =>
        string.Join('\n', trace.Split('\n').Where(line => line.TrimStart() is { Length: > 0 } text
            && !text.StartsWith("at ", StringComparison.Ordinal) && !text.StartsWith("... ", StringComparison.Ordinal)));

    private static async Task SinkAsync(
        DataFrame frame, bool isWindows, Func<IReadOnlyList<ViewRow>, CancellationToken, ValueTask> sink,
            CancellationToken cancellationToken)
    {
        foreach (var rows in frame.ToLocalIterator().Chunk(RowsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await sink([.. rows.Select(r => TallyReader.Read(new SparkRow(r), isWindows))], cancellationToken);
        }
    }

    /// <summary>The archive's folder as Spark names it.</summary>
    private string Root => archive.Value.Provider == ArchiveOptions.MinioProvider
        ? $"s3a://{archive.Value.Minio.Bucket}/{log.Value.Topic}"
        : new Uri(store.Location).AbsoluteUri;

    private string PathOf(ArchiveFile file) => $"{Root}/{file.Name}";
}
