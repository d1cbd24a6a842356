using System.Text.Json;

namespace OrleansFlights.Import.Importing;

/// <summary>The file of rows that are no flights, one JSON object each. Made when there is a first one.</summary>
internal sealed class BadRowReport(string path) : IDisposable
{
    /// <summary>What the names of such files end in.</summary>
    public const string Ending = ".bad.jsonl";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly HashSet<string> _cleared = [];
    private StreamWriter? _writer;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Forgets what an earlier run reported of a file behind the row that this one goes on from.</summary>
    public void Begin(string file, long row)
    {
        if (!_cleared.Add(file) || !File.Exists(path))
            return;
        _writer?.Dispose();
        _writer = null;
        var kept = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            if (Read(line) is { } bad && (bad.File != file || bad.Row <= row))
                kept.Add(line);
        }

        if (kept.Count > 0)
            File.WriteAllLines(path, kept);
        else
            File.Delete(path);
    }

    public void Write(IEnumerable<BadRow> rows)
    {
        foreach (var row in rows)
        {
            _writer ??= new StreamWriter(path, append: true);
            _writer.WriteLine(JsonSerializer.Serialize(row, Json));
        }

        _writer?.Flush();
    }

    public void Dispose() => _writer?.Dispose();

    private static BadRow? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<BadRow>(line, Json);
        }
        catch (JsonException)
        {
            // A line that a killed process did not finish.
            return null;
        }
    }
}
