using System.Globalization;
using DuckDB.NET.Data;

namespace OrleansFlights.Import.Tables;

/// <summary>DuckDB in memory, held to little memory and to one file: SQL that somebody wrote into a mapping reads nothing else.</summary>
internal sealed class DuckSession : IDisposable
{
    private const int MemoryMegabytes = 512;

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    /// <summary>Opens a session that may read one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="scratch">Where to put what does not fit into memory.</param>
    public DuckSession(string path, string scratch)
    {
        _connection.Open();
        Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"""
             SET memory_limit = '{MemoryMegabytes}MiB';
             SET threads = {Math.Clamp(Environment.ProcessorCount, 1, 4)};
             SET temp_directory = {Sql.Text(Path.Combine(scratch, "spill"))};
             SET enable_progress_bar = false;
             SET TimeZone = 'UTC';
             SET allowed_paths = [{Sql.Text(path)}];
             SET enable_external_access = false;
             """));
    }

    public void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query, all of them; for small results.</summary>
    public List<T> Query<T>(string sql, Func<DuckDBDataReader, T> read)
    {
        using var command = Command(sql);
        using var rows = command.ExecuteReader();
        var result = new List<T>();
        while (rows.Read())
            result.Add(read(rows));
        return result;
    }

    /// <summary>A query whose rows are read as they come.</summary>
    public DuckDBCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // What a mapping says is SQL by intent; the session can read one file and nothing else.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.UseStreamingMode = true;
        return command;
    }

    /// <summary>The names and types of a query's columns.</summary>
    public List<(string Name, string Type)> Describe(string query) =>
        Query($"DESCRIBE {query}", row => (row.GetString(0), row.GetString(1)));

    public void Dispose() => _connection.Dispose();
}
