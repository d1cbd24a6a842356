using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Log.Hosting;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Imports a file into a log, beside DuckDB reading every cell of the same file alone, each as a process of its own; then counts the log by
/// route and status and compares that with DuckDB's count of the file.
/// </summary>
internal sealed class ImportBenchmark(string directory)
{
    /// <summary>The command that a process of DuckDB alone runs.</summary>
    public const string ReadCommand = "read-file";

    /// <summary>Imports one file.</summary>
    /// <returns>How many counts differ.</returns>
    public async Task<int> RunAsync(ImportedFile file)
    {
        var data = Directory.CreateDirectory(Path.Combine(directory, $"{file.Name}-log")).FullName;
        var expected = Expected(file);
        var events = expected.Values.Sum();
        var read = await ProcessMeasurement.OfAsync(
            $"{file.Name}: DuckDB alone", events, "dotnet", typeof(ImportBenchmark).Assembly.Location, ReadCommand, file.Source);
        var import = await ProcessMeasurement.OfAsync(
            $"{file.Name}: import", events, "dotnet", Path.Combine(AppContext.BaseDirectory, "OrleansFlights.Producer.dll"), "replay",
                file.Path, "--data", data);
        Console.WriteLine(read);
        Console.WriteLine(import);
        var found = await CountAsync(data);
        var differences = expected.Keys.Union(found.Keys).Count(key => expected.GetValueOrDefault(key) != found.GetValueOrDefault(key));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Name}: {found.Values.Sum():N0} events on the log, "
            + $"{differences:N0} of {expected.Count:N0} counts differ from DuckDB's"));
        return differences;
    }

    /// <summary>Reads every cell of a table, as text, and nothing else.</summary>
    public static void Read(string source) =>
        Query($"SELECT count(*), bit_xor(hash(t::VARCHAR)) FROM {source} t", row => Console.WriteLine(row.GetInt64(0)));

    private static Dictionary<string, long> Expected(ImportedFile file)
    {
        var counts = new Dictionary<string, long>();
        Query(
            $"SELECT origin || '-' || destination || ' ' || status, count(*) FROM ({file.Events}) GROUP BY ALL",
            row => counts.Add(row.GetString(0), row.GetInt64(1)));
        return counts;
    }

    private static void Query(string sql, Action<DuckDBDataReader> take)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is the benchmark's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        while (rows.Read())
            take(rows);
    }

    private static async Task<Dictionary<string, long>> CountAsync(string data)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = data }).Build();
        await using var services = new ServiceCollection().AddLogging().AddFlightLog(configuration).BuildServiceProvider();
        var topic = services.GetRequiredService<IEventLog>().Events;
        var sink = new Counts();
        foreach (var range in await topic.GetOffsetsAsync(CancellationToken.None))
        {
            using var reader = topic.OpenReader(range.Partition, range.Begin);
            while (reader.Position < range.End)
                reader.Read(sink, 100_000, TimeSpan.FromSeconds(1), CancellationToken.None);
        }

        return sink.Found.ToDictionary(
            pair => $"{pair.Key.Origin}-{pair.Key.Destination} {pair.Key.Status.ToString().ToLowerInvariant()}", pair => pair.Value);
    }

    private sealed class Counts : ILogRecordSink
    {
        private readonly FlightEventParser _parser = new();

        public Dictionary<(AirportCode Origin, AirportCode Destination, FlightStatus Status), long> Found { get; } = [];

        public void OnRecord(in LogRecord record)
        {
            if (!_parser.Parse(record.Value, record.TimestampMilliseconds, out var flight).IsValid)
                throw new InvalidOperationException($"The record at {record.Partition}/{record.Offset} is no flight event.");
            var key = (flight.Origin, flight.Destination, flight.Status);
            Found[key] = Found.GetValueOrDefault(key) + 1;
        }
    }
}
