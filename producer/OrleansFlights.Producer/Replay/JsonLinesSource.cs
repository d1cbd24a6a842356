using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OrleansFlights.Flights;
using OrleansFlights.Producer.Console;
using OrleansFlights.Simulation;

namespace OrleansFlights.Producer.Replay;

/// <summary>
/// JSON lines. Without a mapping every line goes to the log byte for byte, valid or not: what is wrong with it is for the log's readers to say. With one,
/// lines are rows whose columns are the object's fields (<c>a.b</c> for nested ones).
/// </summary>
internal sealed class JsonLinesSource(FileInfo file, bool isGzip, ColumnMapping mapping, TimeProvider time) : ReplaySource
{
    private readonly FlightEventParser _parser = new();
    private FileStream? _stream;

    public override long BytesRead => _stream is { CanRead: true } stream ? stream.Position : 0;

    public override async IAsyncEnumerable<OutgoingRecord> ReadAsync(RunSummary summary, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = _stream = file.OpenRead();
        await using Stream text = isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        var mapper = new RowMapper(Path.GetFileNameWithoutExtension(file.Name));
        var mapped = new List<OutgoingRecord>(2);
        long number = 0;
        await foreach (var line in Lines(text, cancellation))
        {
            number++;
            if (line is null)
            {
                summary.Skip(Where(number), $"longer than {LineReader.MaxLineBytes} bytes");
            }
            else if (line.AsSpan().Trim(" \t"u8).IsEmpty)
            {
                // A blank line is none of the lines that JSON lines speaks of.
            }
            else if (mapping.IsEmpty)
            {
                yield return AsItIs(line);
            }
            else
            {
                mapped.Clear();
                if (MapRow(line, mapper, number, mapped) is { } wrong)
                    summary.Skip(Where(number), wrong);
                foreach (var record in mapped)
                    yield return record;
            }
        }
    }

    private OutgoingRecord AsItIs(byte[] line)
    {
        var valid = _parser.Parse(line, time.GetUtcNow().ToUnixTimeMilliseconds(), out var flight).IsValid;
        return valid
            ? new OutgoingRecord(
                FlightRecordKey.Of(flight.Origin, flight.Destination),
                line,
                DateTimeOffset.UnixEpoch.AddTicks(flight.EventMicroseconds * TimeSpan.TicksPerMicrosecond),
                flight.Status)
            : new OutgoingRecord(ReadOnlyMemory<byte>.Empty, line, null, null);
    }

    private string? MapRow(byte[] line, RowMapper mapper, long number, List<OutgoingRecord> records)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.ValueKind != JsonValueKind.Object)
                return "not a JSON object";
            var cells = new object?[ReplayFields.Count];
            foreach (var field in ReplayFields.All)
                cells[(int)field] = Find(row.RootElement, mapping.ColumnOf(field));
            var hasStatus = cells[(int)ReplayField.Status] is not null || mapping.ColumnOf(ReplayField.Status) != ReplayField.Status.Name();
            return mapper.Map(cells, number, hasStatus, records);
        }
        catch (JsonException malformed)
        {
            return malformed.Message;
        }
    }

    private static object? Find(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
            _ => element.GetRawText(),
        };
    }

    /// <summary>The lines, with the reader's errors made errors of this file.</summary>
    private async IAsyncEnumerable<byte[]?> Lines(Stream text, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var lines = LineReader.ReadAsync(text, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await lines.MoveNextAsync())
                    yield break;
            }
            catch (InvalidDataException broken)
            {
                throw new IOException($"{file.FullName} is no whole gzip file: {broken.Message}", broken);
            }

            yield return lines.Current;
        }
    }

    private string Where(long number) => string.Create(CultureInfo.InvariantCulture, $"{file.Name} line {number}");
}
