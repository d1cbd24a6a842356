using System.Globalization;
using DuckDB.NET.Data;

namespace OrleansFlights.Batch.Engine;

/// <summary>
/// DuckDB in memory, with a folder of scratch space for what does not fit, that one piece of work has to itself; the folder goes when it is
/// disposed.
/// </summary>
internal sealed class DuckDbWorkDirectory : IAsyncDisposable
{
    /// <summary>How the names of such folders begin.</summary>
    public const string Prefix = "run-";

    private DuckDbWorkDirectory(string folder, DuckDBConnection connection)
    {
        Folder = folder;
        Connection = connection;
    }

    /// <summary>Room for files of the same piece of work.</summary>
    public string Folder { get; }

    public DuckDBConnection Connection { get; }

    public static DuckDbWorkDirectory Open(WorkDirectory scratch, BatchOptions options)
    {
        var folder = scratch.PathOf($"{Prefix}{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var connection = new DuckDBConnection("DataSource=:memory:");
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
            return new DuckDbWorkDirectory(folder, connection);
        }
        catch
        {
            connection.Dispose();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
