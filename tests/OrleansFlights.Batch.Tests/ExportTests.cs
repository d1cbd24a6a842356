using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Export;
using OrleansFlights.Flights;
using OrleansFlights.Log;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Tests;

/// <summary>Exported files, read back by DuckDB without a word about their columns, hold what a recount of the log gives.</summary>
public sealed class ExportTests
{
    private static readonly string Statuses = string.Join(", ", FlightStatuses.All.Select(status => status.Name()));

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Json)]
    public async Task Export_OfEachGeneration_EqualsARecount(ExportFormat format)
    {
        await using var batch = new BatchFixture(null, ("Batch:Enabled", "false"));
        var records = new RandomRecords(23);
        var generations = new List<Generation>();
        for (var round = 0; round < 2; round++)
        {
            await batch.AppendAsync(records.Take(500));
            await batch.ArchiveAsync();
            generations.Add((await batch.RunAsync())!);
        }

        foreach (var generation in generations)
        {
            var recount = await Recount.OfAsync(batch.Log, generation.Cut, BatchFixture.Token);
            var asOf = generation == generations[^1] ? (long?)null : generation.Id;

            var views = await ExportAsync(batch, ExportKind.Views, format, asOf);
            Assert.Equal(Expected(recount, windows: false), Tallies(views, windows: false));

            var windows = await ExportAsync(batch, ExportKind.Windows, format, asOf);
            Assert.Equal(Expected(recount, windows: true), Tallies(windows, windows: true));

            var flights = await ExportAsync(batch, ExportKind.Flights, format, asOf);
            Assert.Equal(await EventsAsync(batch.Log, generation.Cut), Flights(flights));
        }
    }

    [Fact]
    public async Task Export_OfNoGeneration_SaysWhichThereAre()
    {
        await using var batch = new BatchFixture(null, ("Batch:Enabled", "false"));
        var none = await Assert.ThrowsAsync<BatchException>(() => ExportAsync(batch, ExportKind.Views, ExportFormat.Csv, null));
        Assert.Contains("No generation is published", none.Message, StringComparison.Ordinal);

        await batch.AppendAsync(new RandomRecords(24).Take(200));
        await batch.ArchiveAsync();
        await batch.RunAsync();
        var wrong = await Assert.ThrowsAsync<BatchException>(() => ExportAsync(batch, ExportKind.Views, ExportFormat.Csv, 99));
        Assert.Contains("There is no complete generation 99; there are 1", wrong.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(batch.Directory, "export.*"));
    }

    private static async Task<string> ExportAsync(BatchFixture batch, ExportKind kind, ExportFormat format, long? generation)
    {
        var file = Path.Combine(batch.Directory, $"export.{format}");
        var exporter = ActivatorUtilities.CreateInstance<Exporter>(batch.Services);
        await exporter.ExportAsync(new ExportOptions(kind, format, file, generation), BatchFixture.Token);
        return format switch
        {
            ExportFormat.Csv => $"read_csv('{file}')",
            ExportFormat.Json => $"read_json('{file}')",
            _ => $"read_parquet('{file}')",
        };
    }

    private static List<string> Expected(Recount recount, bool windows) => Ordered(
        recount.Rows.Where(row => row.Key.Window is not null == windows).Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Key.View.Dimension.Name()}|{row.Key.View.Key}"
            + $"{(row.Key.Window is { } window ? $"|{(long)window * FlightWindow.Seconds}" : "")}|{row.Value.Events}|"
            + $"{string.Join('|', FlightStatuses.All.Select(status => row.Value[status]))}|{row.Value.Departures}|{Delays(row.Value)}|"
            + $"{row.Value.OnTime}")));

    private static string Delays(FlightTally tally) => tally.Departures == 0 ? "||" : string.Create(
        CultureInfo.InvariantCulture, $"{tally.DelaySumSeconds}|{tally.DelayMinSeconds}|{tally.DelayMaxSeconds}");

    private static List<string> Tallies(string source, bool windows) => Rows(
        $"SELECT dimension, view_key, {(windows ? "epoch_us(window_start) // 1000000, " : "")}events, {Statuses}, departures, "
        + $"delay_sum_seconds, delay_min_seconds, delay_max_seconds, on_time FROM {source}");

    private static List<string> Flights(string source) => Rows(
        "SELECT log_partition, log_offset, flight_id, airline, origin, destination, epoch_us(scheduled_departure), "
        + $"epoch_us(actual_departure), status, aircraft_model, aircraft_registration, epoch_us(event_time) FROM {source}");

    private static List<string> Rows(string sql)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
#pragma warning disable CA2100 // The test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(
                at => reader.IsDBNull(at) ? "" : Convert.ToString(reader.GetValue(at), CultureInfo.InvariantCulture))));
        }

        return Ordered(rows);
    }

    private static async Task<List<string>> EventsAsync(ITopic log, Cut cut)
    {
        var events = new Events(cut);
        await log.ReadAllAsync(events, BatchFixture.Token);
        return Ordered(events.Found);
    }

    private static List<string> Ordered(IEnumerable<string> rows) => [.. rows.Order(StringComparer.Ordinal)];

    private sealed class Events(Cut cut) : ILogRecordSink
    {
        private readonly FlightEventParser _parser = new();

        public List<string> Found { get; } = [];

        public void OnRecord(in LogRecord record)
        {
            if (record.Offset >= cut[record.Partition]
                || !_parser.Parse(record.Value, record.TimestampMilliseconds, out var flight).IsValid)
                return;
            Found.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{record.Partition}|{record.Offset}|{Text(flight.FlightId)}|{Text(flight.Airline)}|{flight.Origin}|{flight.Destination}|"
                + $"{flight.ScheduledMicroseconds}|{flight.ActualMicroseconds}|{flight.Status.Name()}|{Text(flight.Model)}|"
                + $"{Text(flight.Registration)}|{flight.EventMicroseconds}"));
        }

        private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
    }
}
