using System.Buffers;
using System.Globalization;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>The rows of a part, with its columns as text and as the types found. Expressions of a mapping see the types.</summary>
internal sealed class FlightTable : IDisposable
{
    private const int ProbedRows = 10_000;

    private static readonly SearchValues<char> PatternMarks = SearchValues.Create("*?[]{}");

    private readonly DuckSession _session;
    private readonly IReadOnlyList<BadLine> _setAside;

    private FlightTable(
        InputPart part, DuckSession session, IReadOnlyList<TableColumn> columns, NullMarks nulls, int firstLine,
            IReadOnlyList<BadLine> setAside)
    {
        Part = part;
        _session = session;
        _setAside = setAside;
        Columns = columns;
        Nulls = nulls;
        FirstLine = firstLine;
    }

    public InputPart Part { get; }

    /// <summary>All columns, and the fields inside nested ones.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Texts that stand for no value.</summary>
    public NullMarks Nulls { get; }

    /// <summary>The line that the first row is on; 0 where rows have no lines.</summary>
    public int FirstLine { get; }

    /// <summary>Opens a part.</summary>
    /// <exception cref="ImportException">It holds no table.</exception>
    public static FlightTable Open(InputPart part, string scratch, TableOptions options)
    {
        IReadOnlyList<BadLine> setAside = [];
        part = WithPlainPath(part, scratch);
        if (part.Kind == ContentKind.JsonDocument && part.Bytes > JsonSource.LargestDocumentBytes)
            part = JsonRows.Of(part, scratch);
        if (part.Kind == ContentKind.JsonLines)
            (part, setAside) = JsonLines.Checked(part, scratch);
        var session = new DuckSession(part.Path, scratch);
        try
        {
            return Open(part, session, options, setAside);
        }
        catch (DuckDB.NET.Data.DuckDBException broken)
        {
            session.Dispose();
            throw new ImportException($"{part.Name} cannot be read as {part.Description}: {DuckText.First(broken)}", broken);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The type of an expression over the typed columns.</summary>
    /// <exception cref="DuckDB.NET.Data.DuckDBException">It is no expression, or names what is not there.</exception>
    public string TypeOf(string expression) => _session.Describe($"SELECT ({expression}) AS value FROM flights")[0].Type;

    /// <summary>Whether the text is one expression and nothing that would end it and go on.</summary>
    public bool IsOneExpression(string expression) => _session.Query(
        "SELECT coalesce(json_array_length(tree, '$.statements'), 0) = 1 AND coalesce(json_array_length(tree, "
        + "'$.statements[0].node.select_list'), 0) = 1 "
        + $"FROM (SELECT json_serialize_sql({Sql.Text($"SELECT ({expression})")})::JSON AS tree)",
        row => row.GetBoolean(0))[0];

    /// <summary>Reads every cell once; says how many rows there are and which lines of a CSV file are none.</summary>
    /// <exception cref="ImportException">The file is damaged.</exception>
    public (long Rows, IReadOnlyList<BadLine> BadLines) Verify(IReadOnlyList<string> cells)
    {
        try
        {
            var counts = string.Concat(cells.Select(cell => $", count({cell})"));
            var rows = _session.Query($"SELECT count(*){counts} FROM flights", row => row.GetInt64(0))[0];
            return (rows, Part.Kind == ContentKind.Text ? BadLines() : _setAside);
        }
        catch (DuckDB.NET.Data.DuckDBException broken)
        {
            throw DuckText.Failed(Part, broken);
        }
    }

    /// <summary>The rows, in the order of the file.</summary>
    public TableRows Read(IReadOnlyList<string> cells) => new(_session.Command($"SELECT {string.Join(", ", cells)} FROM flights"), Part);

    public void Dispose() => _session.Dispose();

    private static FlightTable Open(InputPart part, DuckSession session, TableOptions options, IReadOnlyList<BadLine> setAside)
    {
        string source;
        List<(string Name, string Type)> found;
        var firstLine = 0;
        switch (part.Kind)
        {
            case ContentKind.Parquet:
                source = $"read_parquet({Sql.Text(part.Path)}, hive_partitioning = false)";
                found = session.Describe($"SELECT * FROM {source}");
                break;
            case ContentKind.Text:
                (source, found, firstLine) = CsvSource.Of(session, part, options);
                break;
            default:
                (source, found) = JsonSource.Of(session, part);
                firstLine = part.Kind == ContentKind.JsonLines ? 1 : 0;
                break;
        }

        var folders = FolderColumns.Of(part, found.Select(column => column.Name));
        part = FolderColumns.Named(part, folders);
        source = FolderColumns.Added(source, folders);
        found = [.. found, .. folders.Select(column => (column.Name, "VARCHAR"))];
        var isText = part.Kind != ContentKind.Parquet;
        if (isText)
            found = WithoutNumbersThatAreIds(session, source, found);
        var columns = new List<TableColumn>();
        foreach (var (name, type) in found)
            Flatten(name, Sql.Name(name), type, isText, options, columns);

        // Both forms of a column lie side by side: as found under its own name, as the file has it under its number.
        var typed = found.Select(column => $"{Typed(column.Name, column.Type, isText, options)} AS {Sql.Name(column.Name)}");
        var texts = columns.Select((column, at) => $"{column.Text ?? column.Cell} AS {Numbered(at)}");
        session.Execute($"CREATE VIEW flights AS SELECT {string.Join(", ", typed.Concat(texts))} FROM {source}");
        return new FlightTable(
            part,
            session,
            [.. columns.Select((column, at) => column with
            {
                Cell = column.Text is null ? Numbered(at) : Clean(Numbered(at), options),
                Text = column.Text is null ? null : Numbered(at),
            })],
            new NullMarks(options.Nulls),
            firstLine,
            setAside);
    }

    private static string Numbered(int at) => string.Create(CultureInfo.InvariantCulture, $"\"#{at}\"");

    /// <summary>What the reader would take for a pattern gets another name.</summary>
    private static InputPart WithPlainPath(InputPart part, string scratch)
    {
        if (!part.Path.AsSpan().ContainsAny(PatternMarks))
            return part;
        var link = Path.Combine(scratch, $"{part.Hash}.link");
        if (!File.Exists(link))
            File.CreateSymbolicLink(link, Path.GetFullPath(part.Path));
        return part with { Path = link };
    }

    private List<BadLine> BadLines()
    {
        var bad = _session.Query(
            "SELECT line, any_value(error_message), any_value(column_name), any_value(left(csv_line, 200)) FROM reject_errors "
            + "GROUP BY line ORDER BY line",
            row => new BadLine((long)row.GetFieldValue<ulong>(0), Or(row, 1), Or(row, 2), Or(row, 3).TrimEnd()));
        return bad.Count < BadLine.Most ? bad : throw BadLine.TooMany(Part, bad[0]);
    }

    private static string Or(System.Data.Common.DbDataReader row, int at) => row.IsDBNull(at) ? "" : row.GetString(at);

    /// <summary>A column of whole numbers of which some begin with a zero holds no numbers: 0515, 007.</summary>
    private static List<(string Name, string Type)> WithoutNumbersThatAreIds(
        DuckSession session, string source, List<(string Name, string Type)> found)
    {
        var numbers = found.Where(column => column.Type is "BIGINT" or "DOUBLE").ToList();
        if (numbers.Count == 0)
            return found;
        var tests = string.Join(
            ", ", numbers.Select(column => $"coalesce(bool_or(regexp_matches({Sql.Name(column.Name)}, '^0[0-9]')), false)"));
        var ids = session.Query(
            $"SELECT {tests} FROM (SELECT * FROM {source} LIMIT {ProbedRows})",
            row => numbers.Where((_, at) => row.GetBoolean(at)).Select(column => column.Name).ToHashSet())[0];
        return [.. found.Select(column => ids.Contains(column.Name) ? (column.Name, "VARCHAR") : column)];
    }

    private static string Typed(string name, string type, bool isText, TableOptions options) =>
        IsNested(type) ? Sql.Name(name)
        : type == "VARCHAR" ? Clean(Sql.Name(name), options)
        : isText ? $"TRY_CAST({Clean(Sql.Name(name), options)} AS {type})"
        : Sql.Name(name);

    private static void Flatten(string name, string sql, string type, bool isText, TableOptions options, List<TableColumn> columns)
    {
        if (!type.StartsWith("STRUCT(", StringComparison.Ordinal) || type.EndsWith(']'))
        {
            columns.Add(
                IsNested(type) ? new TableColumn(name, type, $"CAST({sql} AS VARCHAR)", null)
                : isText || type == "VARCHAR" ? new TableColumn(name, type, Clean(sql, options), sql)
                : new TableColumn(name, type, sql, null));
            return;
        }

        foreach (var (field, inner) in StructType.Fields(type))
            Flatten($"{name}.{field}", $"{sql}[{Sql.Text(field)}]", inner, isText, options, columns);
    }

    /// <summary>
    /// One text is searched for the marks: of an IN the engine would make a join, and a list it would take apart for each of a thousand
    /// columns.
    /// </summary>
    private static string Clean(string sql, TableOptions options) =>
        $"CASE WHEN contains({Sql.Text($"\u001F{string.Join('\u001F', options.Nulls)}\u001F")}, '\u001F' || trim({sql}) || '\u001F') "
        + $"THEN NULL ELSE trim({sql}) END";

    private static bool IsNested(string type) =>
        type.EndsWith(']') || type.StartsWith("STRUCT(", StringComparison.Ordinal) || type.StartsWith("MAP(", StringComparison.Ordinal);
}
