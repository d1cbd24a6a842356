using Parquet;
using Parquet.Schema;

namespace OrleansFlights.Producer.Tests;

/// <summary>Writes small Parquet files.</summary>
internal static class ParquetFiles
{
    /// <summary>A file like the US flights: date, delay in minutes, distance, origin, destination.</summary>
    public static async Task<string> DelaysAsync(
        string path, (DateTime Date, long? Delay, string? Origin, string Destination)[] rows, int perGroup = int.MaxValue)
    {
        var schema = new ParquetSchema(
            new DataField<DateTime>("date"), new DataField<long?>("delay"), new DataField<int>("distance"), new DataField<string>("origin"),
                new DataField<string>("destination"));
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, stream);
        foreach (var group in rows.Chunk(Math.Min(perGroup, rows.Length)))
        {
            using var target = writer.CreateRowGroup();
            await target.WriteAsync<DateTime>(schema.DataFields[0], group.Select(row => row.Date).ToArray());
            await target.WriteAsync<long>(schema.DataFields[1], group.Select(row => row.Delay).ToArray());
            await target.WriteAsync<int>(schema.DataFields[2], group.Select(_ => 100).ToArray());
            await target.WriteAsync(schema.DataFields[3], group.Select(row => row.Origin!).ToArray());
            await target.WriteAsync(schema.DataFields[4], group.Select(row => row.Destination).ToArray());
            target.CompleteValidate();
        }

        return path;
    }

    /// <summary>One flight whose time has the 96 bits that Impala and older Spark write.</summary>
    public static async Task<byte[]> Int96Async(string origin, string destination, DateTime scheduled, long delay)
    {
        var schema = new ParquetSchema(
            new DateTimeDataField("scheduled_departure", DateTimeFormat.Impala), new DataField<long>("delay"),
                new DataField<string>("origin"), new DataField<string>("destination"));
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, stream))
        {
            using var target = writer.CreateRowGroup();
            await target.WriteAsync<DateTime>(schema.DataFields[0], new[] { scheduled });
            await target.WriteAsync<long>(schema.DataFields[1], new[] { delay });
            await target.WriteAsync(schema.DataFields[2], new[] { origin });
            await target.WriteAsync(schema.DataFields[3], new[] { destination });
            target.CompleteValidate();
        }

        return stream.ToArray();
    }
}
