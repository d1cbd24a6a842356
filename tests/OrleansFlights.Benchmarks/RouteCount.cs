using DuckDB.NET.Data;

namespace OrleansFlights.Benchmarks;

/// <summary>What a run is measured beside: DuckDB counting the events of each route, and nothing else.</summary>
internal static class RouteCount
{
    public const string Command = "count-routes";

    public static void Run(string archive)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT origin, destination, count(*) FROM read_parquet('{archive}/**/*.parquet', hive_partitioning = false) WHERE valid "
            + "GROUP BY ALL";
        using var rows = command.ExecuteReader();
        long routes = 0;
        while (rows.Read())
            routes++;
        Console.WriteLine(routes);
    }
}
