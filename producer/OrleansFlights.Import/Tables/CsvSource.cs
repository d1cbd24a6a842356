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
    private const long BytesThatMayHoldTooMany = BadLine.Most;

    // Buffers of this size, too: by themselves they would be sixteen times as large, and take longer to make than most files to read.
    private const int LongestLineBytes = 16 << 20;

    /// <summary>The SQL that reads the file, and the types found.</summary>
    public static (string Sql, List<(string Name, string Type)> Columns, int FirstLine) Of(
        DuckSession session, InputPart part, TableOptions options)
    {
        var path = Sql.Text(part.Path);
        var preamble = options.Columns is null ? CsvPreamble.Of(part.Path, options.IsKnownName) : default;
        var dialect = Sniff(
            session,
            part,
            $"{path}, sample_size = {SampledRows}, strict_mode = false, ignore_errors = true{Names(options)}{Begin(preamble)}");
        dialect = dialect with { Skip = Math.Max(dialect.Skip, preamble.Lines) };
        if (options.Columns is not null)
            dialect = dialect with { HasHeader = false, Columns = WithNames(part, dialect.Columns, options.Columns) };
        else if (!dialect.HasHeader && HeaderOf(session, path, dialect, options) is { } header)
            dialect = dialect with
            {
                HasHeader = true,
                Columns = [.. header.Zip(dialect.Columns, (name, column) => (name, column.Type == "DATE" ? "VARCHAR" : column.Type))]
            };
        RefuseTwins(session, part, path, dialect, options);
        if (dialect.Columns.Count < 2)
            throw new ImportException($"{part.Name} is text, but no table: no comma, tab, semicolon or bar separates columns in it.");
        var columns = string.Join(", ", dialect.Columns.Select(column => $"{Sql.Text(column.Name)}: 'VARCHAR'"));
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
              read_csv({{path}}, auto_detect = false, delim = {{Sql.Text(dialect.Delimiter)}}, quote = {{Sql.Text(dialect.Quote)}}, escape = {{Sql.Text(dialect.Escape)}},
                  header = {{(dialect.HasHeader ? "true" : "false")}}, skip = {{dialect.Skip}}, columns = { {{columns}} }, nullstr = '',
                  max_line_size = {{LongestLineBytes}}, buffer_size = {{LongestLineBytes}}, hive_partitioning = false
              """);
        RefuseManyBadLines(session, part, sql, dialect);
        return (
            string.Create(CultureInfo.InvariantCulture, $"{sql}, store_rejects = true, rejects_limit = {BadLine.Most})"), dialect.Columns,
            dialect.Skip + (dialect.HasHeader ? 2 : 1));
    }

    /// <summary>
    /// Lines that are no rows are kept in memory with their reasons, so that it is to be known before whether they are too many for that.
    /// </summary>
    private static void RefuseManyBadLines(DuckSession session, InputPart part, string sql, Dialect dialect)
    {
        if (part.Bytes < BytesThatMayHoldTooMany)
            return;
        var first = Sql.Name(dialect.Columns[0].Name);
        var rows = session.Query($"SELECT count(*), count({first}) FROM {sql}, ignore_errors = true)", row => row.GetInt64(0))[0];
        var lines = CsvLines.Count(part.Path, dialect.Quote[0]) - dialect.Skip - (dialect.HasHeader ? 1 : 0);
        if (lines - rows >= BadLine.Most)
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture,
                $"{part.Name} is no table that can be read: of its {lines:N0} lines only {rows:N0} have the columns "
                + $"{string.Join(", ", dialect.Columns.Select(column => column.Name))}."));
        }
    }

    private static Dialect Sniff(DuckSession session, InputPart part, string how)
    {
        try
        {
            return Sniff(session, $"sniff_csv({how})");
        }
        catch (DuckDB.NET.Data.DuckDBException)
        {
            // Buffers for long lines take a while to make, and few files have such lines.
        }

        try
        {
            return Sniff(session, string.Create(
                CultureInfo.InvariantCulture, $"sniff_csv({how}, max_line_size = {LongestLineBytes}, buffer_size = {LongestLineBytes})"));
        }
        catch (DuckDB.NET.Data.DuckDBException broken)
        {
            throw new ImportException($"{part.Name} is text, but no table that can be read: {DuckText.First(broken)}", broken);
        }
    }

    private static Dialect Sniff(DuckSession session, string sniff)
    {
        var found = session.Query($"SELECT Delimiter, Quote, Escape, SkipRows, HasHeader FROM {sniff}", row => new Dialect(
            Mark(row.GetString(0), ","), Mark(row.GetString(1), "\""), Mark(row.GetString(2), "\""), (int)row.GetFieldValue<uint>(3),
                row.GetBoolean(4), []))[0];
        var columns = session.Query(
            $"SELECT unnest(Columns, recursive := true) FROM {sniff}", row => (row.GetString(0), row.GetString(1)));
        return found with { Columns = columns };
    }

    /// <summary>A first line of names over columns of text looks like any other to the sniffer.</summary>
    private static List<string>? HeaderOf(DuckSession session, string path, Dialect dialect, TableOptions options)
    {
        var first = FirstLine(session, path, dialect);
        return first is not null && first.Count(options.IsKnownName) >= 2
            && first.Distinct(StringComparer.OrdinalIgnoreCase).Count() == first.Count ? first : null;
    }

    /// <summary>Of two columns of one name it cannot be known which is meant.</summary>
    private static void RefuseTwins(DuckSession session, InputPart part, string path, Dialect dialect, TableOptions options)
    {
        if (options.Columns is not null || !dialect.HasHeader || FirstLine(session, path, dialect) is not { } header)
            return;
        if (header.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1 && options.IsKnownName(
            same.Key))
            is { } twins)
            throw new ImportException(
                $"{part.Name} has the column '{twins.Key}' more than once, and which is meant cannot be known; rename all but one in its "
                + $"first line. Its columns are {string.Join(", ", header)}.");
    }

    private static List<string>? FirstLine(DuckSession session, string path, Dialect dialect)
    {
        var columns = string.Join(", ", dialect.Columns.Select((_, at) => $"'c{at}': 'VARCHAR'"));
        return session.Query(
            string.Create(CultureInfo.InvariantCulture, $$"""
              SELECT * FROM read_csv({{path}}, auto_detect = false, header = false, delim = {{Sql.Text(dialect.Delimiter)}}, quote = {{Sql.Text(dialect.Quote)}},
                  escape = {{Sql.Text(dialect.Escape)}}, skip = {{dialect.Skip}}, columns = { {{columns}} }, ignore_errors = true,
                  hive_partitioning = false) LIMIT 1
              """),
            row => Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? $"column{at}" : row.GetString(at).Trim()).ToList())
            .FirstOrDefault();
    }

    private static List<(string Name, string Type)> WithNames(
        InputPart part, List<(string Name, string Type)> found, IReadOnlyList<string> names) =>
        found.Count == names.Count
            ? [.. found.Zip(names, (column, name) => (name, column.Type))]
            : throw new ImportException(
                $"{part.Name} has {found.Count} columns and the profile names {names.Count}: {string.Join(", ", names)}.");

    private static string Names(TableOptions options) => options.Columns is null ? "" : ", header = false";

    private static string Begin(CsvPreamble preamble) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(preamble.Lines > 0 ? $", skip = {preamble.Lines}" : "")}"
        + $"{(preamble.Delimiter is { } mark ? $", delim = {Sql.Text(mark.ToString())}" : "")}");

    private static string Mark(string mark, string otherwise) => mark is "(empty)" or "" ? otherwise : mark;

    private sealed record Dialect(
        string Delimiter, string Quote, string Escape, int Skip, bool HasHeader, List<(string Name, string Type)> Columns);
}
