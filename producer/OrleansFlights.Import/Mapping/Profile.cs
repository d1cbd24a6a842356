using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansFlights.Import.Times;

namespace OrleansFlights.Import.Mapping;

/// <summary>
/// How one kind of file says what flights are: which column or expression holds what, and how its times and gaps are meant. A small JSON
/// file.
/// </summary>
internal sealed record Profile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new OneOrMoreConverter() },
    };

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What files it is for, and where they are published.</summary>
    public string? About { get; init; }

    /// <summary>Columns by which a file is recognized: all of these groups, of each group one.</summary>
    public IReadOnlyList<OneOrMore>? Recognize { get; init; }

    /// <summary>Column or SQL expression of each field; of several the first that the file has.</summary>
    public Dictionary<string, OneOrMore> Map { get; init; } = [];

    /// <summary>The zone of times without one: <c>airport</c>, <c>UTC</c> or a zone of tzdb.</summary>
    public string? Zone { get; init; }

    /// <summary>Whether the file's offsets mean nothing: its times are local, whatever stands behind them.</summary>
    public bool? IgnoreOffsets { get; init; }

    /// <summary>How dates with the year last are meant: <c>mdy</c> or <c>dmy</c>.</summary>
    public string? Dates { get; init; }

    /// <summary>What numbers in columns of times mean, by field: <c>hhmm</c>, <c>seconds</c>, …</summary>
    public Dictionary<string, string>? Numbers { get; init; }

    /// <summary>More texts that stand for no value.</summary>
    public IReadOnlyList<string>? Nulls { get; init; }

    /// <summary>Names of the columns of files without a header.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether the file knows only when flights left, not when they should have: then no delay is made of it.</summary>
    public bool? NoSchedule { get; init; }

    /// <summary>Whether only fields of <see cref="Map"/> are read, and no column is guessed by its name.</summary>
    [JsonIgnore]
    public bool IsStrict { get; init; }

    /// <summary>Reads a profile.</summary>
    /// <exception cref="ImportException">The text is none.</exception>
    public static Profile Parse(string text, string name)
    {
        Profile profile;
        try
        {
            profile = JsonSerializer.Deserialize<Profile>(text, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException wrong)
        {
            throw new ImportException($"{name} is no profile: {wrong.Message}", wrong);
        }

        foreach (var field in profile.Map.Keys.Concat(profile.Numbers?.Keys ?? Enumerable.Empty<string>())
            .Where(field => !FlightColumns.TryParse(field, out _)))
            throw new ImportException(
                $"{name} maps the field '{field}'; fields are {FlightColumns.AllNames}{Nearest.Hint(field, FlightColumns.Names)}");
        foreach (var (field, meaning) in profile.Numbers ?? [])
        {
            if (Array.IndexOf(NumberMeanings.Names, meaning) < 0)
                throw new ImportException(
                    $"{name} says that numbers of {field} are '{meaning}'; allowed: {string.Join(", ", NumberMeanings.Names)}.");
        }

        if (profile.Dates is not (null or "mdy" or "dmy"))
            throw new ImportException($"{name}: dates is '{profile.Dates}'; allowed: mdy, dmy.");
        if (profile.Zone is { } zone && ZoneRule.Parse(zone) is null)
            throw new ImportException($"{name}: zone is '{zone}'; allowed: airport, UTC, or a zone such as Europe/Zurich.");
        return profile;
    }

    /// <summary>The profile as text.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>The profile with changes on top.</summary>
    public Profile With(Profile changes) => this with
    {
        Map = Map.Where(pair => !changes.Map.ContainsKey(pair.Key)).Concat(changes.Map).ToDictionary(),
        Zone = changes.Zone ?? Zone,
        Dates = changes.Dates ?? Dates,
        Nulls = changes.Nulls is null ? Nulls : [.. Nulls ?? [], .. changes.Nulls],
    };
}

/// <summary>One text or several.</summary>
/// <param name="Values">The texts, at least one.</param>
internal sealed record OneOrMore(IReadOnlyList<string> Values);

/// <summary>Writes one text as a string, several as an array.</summary>
internal sealed class OneOrMoreConverter : JsonConverter<OneOrMore>
{
    public override OneOrMore Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new OneOrMore([reader.GetString()!]);
        var values = reader.TokenType == JsonTokenType.StartArray ? JsonSerializer.Deserialize<string[]>(ref reader, options) : null;
        return values is { Length: > 0 }
            ? new OneOrMore(values) : throw new JsonException("a column, an expression, or an array of them is expected");
    }

    public override void Write(Utf8JsonWriter writer, OneOrMore value, JsonSerializerOptions options)
    {
        if (value.Values.Count == 1)
            writer.WriteStringValue(value.Values[0]);
        else
            JsonSerializer.Serialize(writer, value.Values, options);
    }
}
