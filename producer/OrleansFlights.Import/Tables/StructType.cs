namespace OrleansFlights.Import.Tables;

/// <summary>Takes the name of a nested type apart: <c>STRUCT(iata VARCHAR, "time zone" VARCHAR)</c>.</summary>
internal static class StructType
{
    private const string Start = "STRUCT(";

    public static IEnumerable<(string Name, string Type)> Fields(string type)
    {
        var inner = type[Start.Length..^1];
        var depth = 0;
        var quoted = false;
        var start = 0;
        for (var i = 0; i <= inner.Length; i++)
        {
            var c = i < inner.Length ? inner[i] : ',';
            if (i < inner.Length && c == '"')
                quoted = !quoted;
            else if (!quoted && c == '(')
                depth++;
            else if (!quoted && c == ')')
                depth--;
            if (c != ',' || quoted || depth > 0)
                continue;
            yield return Field(inner[start..i].Trim());
            start = i + 1;
        }
    }

    private static (string Name, string Type) Field(string field)
    {
        if (!field.StartsWith('"'))
        {
            var space = field.IndexOf(' ', StringComparison.Ordinal);
            return (field[..space], field[(space + 1)..].Trim());
        }

        var end = 1;
        while (field[end] != '"' || (end + 1 < field.Length && field[end + 1] == '"'))
            end += field[end] == '"' ? 2 : 1;
        return (field[1..end].Replace("\"\"", "\"", StringComparison.Ordinal), field[(end + 1)..].Trim());
    }
}
