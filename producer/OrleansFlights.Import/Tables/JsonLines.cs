using System.Text;
using System.Text.Json;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>Sets aside the lines of a JSON lines file that are no objects, so that the others keep their order and their numbers.</summary>
internal static class JsonLines
{
    private const int ShownBytes = 200;

    private static ReadOnlySpan<byte> Blanks => " \t"u8;

    /// <summary>The part, or a copy without those lines; and which they are.</summary>
    public static (InputPart Part, IReadOnlyList<BadLine> Bad) Checked(InputPart part, string scratch)
    {
        var bad = new List<BadLine>();
        var hasCommas = false;
        using (var lines = new LineReader(part.Path))
        {
            for (var number = 1; lines.Next(); number++)
            {
                hasCommas |= lines.Line.Span.TrimEnd(Blanks) is [.., (byte)','];
                if (Wrong(lines) is not { } wrong)
                    continue;
                if (bad.Count == BadLine.Most)
                    throw BadLine.TooMany(part, bad[0]);
                bad.Add(new BadLine(
                    number, wrong, "", Encoding.UTF8.GetString(lines.Line.Span[..Math.Min(lines.Line.Length, ShownBytes)])));
            }
        }

        if (bad.Count == 0 && !hasCommas)
            return (part, bad);
        var copy = Path.Combine(scratch, $"{part.Hash}.jsonl");
        using (var lines = new LineReader(part.Path))
        using (var target = File.Create(copy))
        {
            var skip = bad.Select(line => line.Line).ToHashSet();
            for (var number = 1L; lines.Next(); number++)
            {
                if (skip.Contains(number))
                    continue;
                target.Write(Value(lines.Line.Span));
                target.WriteByte((byte)'\n');
            }
        }

        return (part with { Path = copy, Bytes = new FileInfo(copy).Length }, bad);
    }

    /// <summary>The value of a line, without the comma that the array it came from had behind it.</summary>
    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line)
    {
        line = line.Trim(Blanks);
        return line is [(byte)'{', .., (byte)','] ? line[..^1] : line;
    }

    private static string? Wrong(LineReader lines)
    {
        if (lines.IsTooLong)
            return $"longer than {LineReader.MaxLineBytes} bytes";
        var line = Value(lines.Line.Span);
        if (line.IsEmpty)
            return null;
        if (line[0] != (byte)'{')
            return "not a JSON object";
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException broken)
        {
            return broken.Message;
        }
    }
}
