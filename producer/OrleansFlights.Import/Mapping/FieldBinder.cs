using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Import.Tables;

namespace OrleansFlights.Import.Mapping;

/// <summary>
/// Finds for each field the column or expression of a table that holds it. A column that was named and is not there is an error, never a
/// gap.
/// </summary>
internal static partial class FieldBinder
{
    private static readonly string[][] DateParts = [["year"], ["month"], ["day", "day_of_month", "dayofmonth"]];

    private const int ShownColumns = 120;
    private const int ShownCharacters = 40;

    private static readonly FlightColumn[] Required = [FlightColumn.Origin, FlightColumn.Destination, FlightColumn.ScheduledDeparture];

    /// <summary>Binds the fields.</summary>
    /// <param name="table">The table.</param>
    /// <param name="profile">The profile, with what was said on top.</param>
    /// <param name="said">The fields whose column was named by hand.</param>
    /// <exception cref="ImportException">A column or expression does not fit the table, or a field that every flight needs has
    /// none.</exception>
    public static IReadOnlyList<BoundField> Bind(FlightTable table, Profile profile, IReadOnlySet<string> said)
    {
        var bound = new List<BoundField>();
        foreach (var field in FlightColumns.All)
        {
            if (profile.Map.TryGetValue(field.Name(), out var sources))
            {
                if (Bind(table, field, sources, mustBe: said.Contains(field.Name()) || profile.Recognize is null) is { } found)
                    bound.Add(found);
            }
            else if (!profile.IsStrict && (Guess(table, field) ?? DateInParts(table, field)) is { } guessed)
            {
                bound.Add(guessed);
            }
        }

        DateThatIsTheDeparture(table, bound);
        foreach (var field in Required.Where(field => bound.All(found => found.Field != field)))
        {
            throw new ImportException(
                $"{table.Part.Name} has no column '{field.Name()}'; name the one that holds it: --map {field.Name()}=COLUMN. Its columns, "
                + $"and what its first row has there:{string.Concat(FirstRow(table))}");
        }

        return bound;
    }

    private static BoundField? Bind(FlightTable table, FlightColumn field, OneOrMore sources, bool mustBe)
    {
        foreach (var source in sources.Values)
        {
            if (Find(table, source) is { } column)
                return Of(field, column, table);
            if (!ColumnName().IsMatch(source))
                return Expression(table, field, source);
        }

        return mustBe
            ? throw new ImportException(
                $"{table.Part.Name} has no column '{sources.Values[0]}' for "
                + $"{field.Name()}{Nearest.Hint(sources.Values[0], table.Columns.Select(column => column.Name))}"
                + $" Its columns are {Names(table)}")
            : null;
    }

    private static BoundField? Guess(FlightTable table, FlightColumn field)
    {
        foreach (var candidate in field.Candidates())
        {
            if (table.Columns.FirstOrDefault(column => FlightColumns.Normal(column.Name) == FlightColumns.Normal(candidate)) is { } column)
                return Of(field, column, table);
        }

        return null;
    }

    /// <summary>A date whose year, month and day stand in columns of their own.</summary>
    private static BoundField? DateInParts(FlightTable table, FlightColumn field)
    {
        if (field != FlightColumn.Date)
            return null;
        var parts = DateParts.Select(names => names.Select(name => FindWhole(table, name)).FirstOrDefault(column => column is not null))
            .ToList();
        return parts.Contains(null) ? null : Expression(
            table, field, $"TRY(make_date({string.Join(", ", parts.Select(part => $"CAST({Sql.Name(part!.Name)} AS BIGINT)"))}))");
    }

    /// <summary>A column 'date' with times in it, in a table that has no other departure, is the departure.</summary>
    private static void DateThatIsTheDeparture(FlightTable table, List<BoundField> bound)
    {
        var date = bound.FindIndex(found => found.Field == FlightColumn.Date);
        if (date < 0 || bound.Any(found => found.Field == FlightColumn.ScheduledDeparture))
            return;
        var type = table.Columns.First(column => column.Name == bound[date].Source).Type;
        if (type.StartsWith("TIMESTAMP", StringComparison.Ordinal))
            bound[date] = bound[date] with { Field = FlightColumn.ScheduledDeparture };
    }

    private static BoundField Expression(FlightTable table, FlightColumn field, string expression)
    {
        try
        {
            if (!table.IsOneExpression(expression))
                throw new ImportException($"--map {field.Name()}: '{expression}' is not one expression of SQL.");
            var (kind, sql) = CellTypes.Of(table.TypeOf(expression), $"({expression})");
            return new BoundField(field, expression, sql, kind, Unreadable(table, expression));
        }
        catch (DuckDBException wrong)
        {
            var missing = MissingColumn().Match(wrong.Message);
            throw new ImportException(
                missing.Success
                    ? $"{table.Part.Name} has no column '{missing.Groups[1].Value}' for {field.Name()}"
                        + $"{Nearest.Hint(missing.Groups[1].Value, table.Columns.Select(column => column.Name))} Its columns are "
                        + $"{Names(table)}"
                    : $"--map {field.Name()}: '{expression}' is no expression over the columns of {table.Part.Name}: "
                        + $"{DuckText.First(wrong)}",
                wrong);
        }
    }

    private static BoundField Of(FlightColumn field, TableColumn column, FlightTable table)
    {
        if (column.Text is { } text)
            return new BoundField(field, column.Name, text, CellKind.Text, null) { Nulls = table.Nulls };
        var (kind, sql) = table.Part.Kind == ContentKind.Parquet ? CellTypes.Of(column.Type, column.Cell) : (CellKind.Text, column.Cell);
        return new BoundField(field, column.Name, sql, kind, null);
    }

    /// <summary>Of text, an expression sees what could be read as its column's type; what could not must not pass for a gap.</summary>
    private static string? Unreadable(FlightTable table, string expression)
    {
        if (table.Part.Kind == ContentKind.Parquet)
            return null;
        var tests = table.Columns
            .Where(column =>
                column.Type is not "VARCHAR" && !column.Name.Contains('.', StringComparison.Ordinal) && !column.Type.EndsWith(']')
                && Regex.IsMatch(expression, $@"(?<![\w]){Regex.Escape(column.Name)}(?![\w])", RegexOptions.IgnoreCase))
            .Select(column =>
                $"WHEN {column.Cell} IS NOT NULL AND {Sql.Name(column.Name)} IS NULL THEN {Sql.Text(column.Name)} || chr(31) || "
                + $"{column.Cell}")
            .ToList();
        return tests.Count == 0 ? null : $"CASE {string.Join(' ', tests)} END";
    }

    private static TableColumn? Find(FlightTable table, string name) => FindWhole(table, name) ?? FindInside(table, name);

    /// <summary>A field inside a column whose rows are not all of one shape: such a column is JSON.</summary>
    private static TableColumn? FindInside(FlightTable table, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !ColumnName().IsMatch(path)
            || table.Columns.FirstOrDefault(column => column.Name == path[..dot] && column.Type == "JSON") is not { } outer)
            return null;
        var inner = string.Concat(path[(dot + 1)..].Split('.').Select(part => $".\"{part}\""));
        var sql = $"CASE WHEN json_valid({outer.Cell}) THEN json_extract_string({outer.Cell}, {Sql.Text("$" + inner)}) END";
        return new TableColumn(path, "VARCHAR", sql, sql);
    }

    private static TableColumn? FindWhole(FlightTable table, string name) =>
        table.Columns.FirstOrDefault(column => column.Name == name)
        ?? table.Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? table.Columns.FirstOrDefault(
            column => ColumnName().IsMatch(name) && FlightColumns.Normal(column.Name) == FlightColumns.Normal(name));

    private static IEnumerable<string> FirstRow(FlightTable table)
    {
        var shown = table.Columns.Take(ShownColumns).ToList();
        using var rows = table.Read([.. shown.Select(column => $"left(CAST({column.Cell} AS VARCHAR), {ShownCharacters})")]);
        var hasRow = rows.Next();
        foreach (var (at, column) in shown.Index())
            yield return $"\n  {column.Name,-24} {column.Type,-12} {(hasRow ? rows[at, CellKind.Text].ToString() : "")}".TrimEnd();
        if (table.Columns.Count > ShownColumns)
            yield return $"\n  and {table.Columns.Count - ShownColumns} more";
    }

    private static string Names(FlightTable table) => string.Join(", ", table.Columns.Select(column => column.Name)) + ".";

    [GeneratedRegex(@"\A[\p{L}_][\p{L}\p{N}_.]*\z")]
    private static partial Regex ColumnName();

    [GeneratedRegex("Referenced column \"([^\"]+)\" not found")]
    private static partial Regex MissingColumn();
}
