using DuckDB.NET.Data;
using DuckDB.NET.Native;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>DuckDB's messages for people: what is wrong, without the advice for SQL that nobody wrote.</summary>
internal static class DuckText
{
    /// <summary>
    /// Why reading failed: a value that an expression of the mapping cannot take is no damage of the file.
    /// </summary>
    public static ImportException Failed(InputPart part, DuckDBException broken) => new(
        broken.ErrorType is DuckDBErrorType.Conversion or DuckDBErrorType.OutOfRange
            || broken.Message.Contains("Could not parse string", StringComparison.Ordinal)
            ? $"{part.Name} has a value that an expression of the mapping cannot take: {First(broken).TrimEnd('.')}. "
                + "Around it, TRY(…), TRY_CAST and try_strptime give no value instead."
            : $"{part.Name} is damaged: {First(broken)}",
        broken);

    public static string First(Exception exception)
    {
        var lines = exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var text = lines.FirstOrDefault() ?? "";

        // The number in it is that of the line within what was looked at, and the line itself may be long.
        if (text.Contains("CSV Error on Line: ", StringComparison.Ordinal))
            text = lines.Skip(1).FirstOrDefault(line => !line.StartsWith("Original Line: ", StringComparison.Ordinal)) ?? text;
        foreach (var kind in (string[])[
            "Invalid Input Error: ", "Binder Error: ", "Conversion Error: ", "IO Error: ", "Parser Error: ", "Catalog Error: "])
        {
            if (text.StartsWith(kind, StringComparison.Ordinal))
                text = text[kind.Length..];
        }

        return text;
    }
}
