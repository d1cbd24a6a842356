namespace OrleansFlights.Import.Tables;

/// <summary>DuckDB's messages for people: what is wrong, without the advice for SQL that nobody wrote.</summary>
internal static class DuckText
{
    public static string First(Exception exception)
    {
        var lines = exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var text = lines.FirstOrDefault() ?? "";
        foreach (var kind in (string[])[
            "Invalid Input Error: ", "Binder Error: ", "Conversion Error: ", "IO Error: ", "Parser Error: ", "Catalog Error: "])
        {
            if (text.StartsWith(kind, StringComparison.Ordinal))
                text = text[kind.Length..];
        }

        return text;
    }
}
