using OrleansFlights.Batch.Engine;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Writes the SQL files of the views for Spark's SQL runner, which runs each file and keeps the result of its last statement.
/// </summary>
internal static class SparkScript
{
    /// <summary>
    /// Writes them over a source of events and gives their paths. The second reads what the first gave, as a run with DuckDB does.
    /// </summary>
    public static IReadOnlyList<string> Write(string folder, string events, string results)
    {
        var facts = $"CREATE OR REPLACE TEMPORARY VIEW events AS {events};\n{ViewSql.Facts};\n";
        string[] paths = [Path.Combine(folder, "window_tallies.sql"), Path.Combine(folder, "tallies.sql")];
        File.WriteAllText(paths[0], facts + ViewSql.WindowTallies);
        File.WriteAllText(paths[1],
            $"CREATE OR REPLACE TEMPORARY VIEW window_tallies AS SELECT * FROM parquet.`{results}/window_tallies`;\n{ViewSql.Tallies}");
        return paths;
    }
}
