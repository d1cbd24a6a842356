using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Sources;

/// <summary>JSON lines that are flight events already: they go to the log byte for byte.</summary>
/// <param name="part">The file.</param>
/// <param name="sendMalformed">Whether lines that are no events go to the log too, for its readers to say what is wrong with them.</param>
/// <param name="time">The clock, for events that carry no time.</param>
internal sealed class LineSource(InputPart part, bool sendMalformed, TimeProvider time) : ImportSource(part)
{
    private const int JudgedLines = 100;

    public override string Fingerprint => "events as they are" + (sendMalformed ? ", malformed ones too" : "");

    /// <summary>Whether most of the first lines have what only our events have.</summary>
    public static bool Looks(InputPart part)
    {
        if (part.Kind != ContentKind.JsonLines)
            return false;
        using var lines = new LineReader(part.Path);
        var (ours, all) = (0, 0);
        for (var i = 0; i < JudgedLines && lines.Next(); i++)
        {
            var line = lines.Line.Span;
            if (line.Trim(" \t"u8).IsEmpty)
                continue;
            all++;
            if (line.IndexOf("\"flight_id\""u8) >= 0 && line.IndexOf("\"scheduled_departure\""u8) >= 0
                && line.IndexOf("\"aircraft\""u8) >= 0 && line.IndexOf("\"status\""u8) >= 0)
                ours++;
        }

        return ours > 0 && ours * 4 >= all;
    }

    public override IEnumerable<string> Describe()
    {
        yield return $"{Part.Name}: {Part.Description}, flight events";
        yield return sendMalformed ? "  sent as they are, malformed ones too" : "  sent as they are";
    }

    public override RowCursor Open() => new LineCursor(new LineReader(Part.Path, Part.Bytes), Part.Bytes, sendMalformed, time);
}
