using System.Globalization;
using DuckDB.NET.Data;
using OrleansFlights.Batch.Runs;

namespace OrleansFlights.Batch.Engine;

/// <summary>Opens DuckDB on a folder of scratch space that one run has to itself.</summary>
internal static class DuckDbScratch
{
    /// <summary>How the names of such folders begin.</summary>
    public const string Prefix = "run-";

    public static DuckDBConnection Open(string folder, BatchOptions options)
    {
        var connection = new DuckDBConnection(new DuckDBConnectionStringBuilder { DataSource = Path.Combine(folder, "run.duckdb") }.ToString());
        try
        {
            connection.Open();
            var settings = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                 SET memory_limit = '{options.MemoryMegabytes}MiB';
                 SET threads = {options.Threads};
                 SET temp_directory = {DuckDbEngine.Text(Path.Combine(folder, "spill"))};
                 SET preserve_insertion_order = false;
                 SET enable_progress_bar = false;
                 """);
            DuckDbEngine.Execute(connection, settings, CancellationToken.None);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
