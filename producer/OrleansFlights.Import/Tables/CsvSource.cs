using System.Globalization;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>
/// Finds out how a CSV file is written and reads all of it as text, so that no zero before a number and no digit of an id is lost. What is
/// found by type is only used in expressions. Lines that do not fit the table are set aside with the reason.
/// </summary>
internal static class CsvSource
{
    private const int SampledRows = 20_480;
    private const int MostRejects = 1_000_000;
    private const int LongestLineBytes = 16 << 20;

    /// <summary>The SQL that reads the file, and the types found.</summary>
    public static (string Sql, List<(string Name, string Type)> Columns, int FirstLine) Of(
        DuckSession session, InputPart part, TableOptions options)
    {
        var path = Sql.Text(part.Path);
        var dialect = Sniff(
            session, part, $"sniff_csv({path}, sample_size = {SampledRows}, strict_mode = false, ignore_errors = true{Names(options)})");
        if (options.Columns is not null)
            dialect = dialect with { HasHeader = false, Columns = WithNames(part, dialect.Columns, options.Columns) };
        else if (!dialect.HasHeader && HeaderOf(session, path, dialect, options) is { } header)
            dialect = dialect with
            {
                HasHeader = true,
                Columns = [.. header.Zip(dialect.Columns, (name, column) => (name, column.Type == "DATE" ? "VARCHAR" : column.Type))]
            };
        if (dialect.Columns.Count < 2)
            throw new ImportException($"{part.Name} is text, but no table: no comma, tab, semicolon or bar separates columns in it.");
        var columns = string.Join(", ", dialect.Columns.Select(column => $"{Sql.Text(column.Name)}: 'VARCHAR'"));
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
              read_csv({{path}}, auto_detect = false, delim = {{Sql.Text(dialect.Delimiter)}}, quote = {{Sql.Text(dialect.Quote)}}, escape = {{Sql.Text(dialect.Escape)}},
                  header = {{(dialect.HasHeader ? "true" : "false")}}, skip = {{dialect.Skip}}, columns = { {{columns}} }, nullstr = '',
                  store_rejects = true, rejects_limit = {{MostRejects}}, max_line_size = {{LongestLineBytes}})
              """);
        return (sql, dialect.Columns, dialect.Skip + (dialect.HasHeader ? 2 : 1));
    }

    private static Dialect Sniff(DuckSession session, InputPart part, string sniff)
    {
        try
        {
            var found = session.Query($"SELECT Delimiter, Quote, Escape, SkipRows, HasHeader FROM {sniff}", row => new Dialect(
                Mark(row.GetString(0), ","), Mark(row.GetString(1), "\""), Mark(row.GetString(2), "\""), (int)row.GetFieldValue<uint>(3),
                    row.GetBoolean(4), []))[0];
            var columns = session.Query(
                $"SELECT unnest(Columns, recursive := true) FROM {sniff}", row => (row.GetString(0), row.GetString(1)));
            return found with { Columns = columns };
        }
        catch (DuckDB.NET.Data.DuckDBException broken)
        {
            throw new ImportException($"{part.Name} is text, but no table that can be read: {DuckText.First(broken)}", broken);
        }
    }

    /// <summary>A first line of names over columns of text looks like any other to the sniffer.</summary>
    private static List<string>? HeaderOf(DuckSession session, string path, Dialect dialect, TableOptions options)
    {
        var columns = string.Join(", ", dialect.Columns.Select((_, at) => $"'c{at}': 'VARCHAR'"));
        var first = session.Query(
            $$"""
              SELECT * FROM read_csv({{path}}, auto_detect = false, header = false, delim = {{Sql.Text(dialect.Delimiter)}}, quote = {{Sql.Text(dialect.Quote)}},
                  escape = {{Sql.Text(dialect.Escape)}}, skip = {{dialect.Skip}}, columns = { {{columns}} }, ignore_errors = true) LIMIT 1
              """,
            row => Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? $"column{at}" : row.GetString(at).Trim()).ToList());
        return first.Count == 1 && first[0].Count(options.IsKnownName) >= 2
            && first[0].Distinct(StringComparer.OrdinalIgnoreCase).Count() == first[0].Count ? first[0] : null;
    }

    private static List<(string Name, string Type)> WithNames(
        InputPart part, List<(string Name, string Type)> found, IReadOnlyList<string> names) =>
        found.Count == names.Count
            ? [.. found.Zip(names, (column, name) => (name, column.Type))]
            : throw new ImportException(
                $"{part.Name} has {found.Count} columns and the profile names {names.Count}: {string.Join(", ", names)}.");

    private static string Names(TableOptions options) => options.Columns is null ? "" : ", header = false";

    private static string Mark(string mark, string otherwise) => mark is "(empty)" or "" ? otherwise : mark;

    private sealed record Dialect(
        string Delimiter, string Quote, string Escape, int Skip, bool HasHeader, List<(string Name, string Type)> Columns);
}
