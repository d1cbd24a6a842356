using System.Text.RegularExpressions;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>
/// Finds the rows of a JSON file: its lines, the elements of its array, or of the array that its one object holds (as web services answer).
/// All values are read as text, so that times keep their zones and ids their digits.
/// </summary>
internal static partial class JsonSource
{
    // The reader takes room for a few objects of this size at once, whether there are such or not.
    private const long LargestLineBytes = 2L << 20;

    /// <summary>The largest document that is read as one, for which the reader takes four times the room.</summary>
    public const long LargestDocumentBytes = 16L << 20;

    /// <summary>The SQL that reads the file, and the types found.</summary>
    public static (string Sql, List<(string Name, string Type)> Columns) Of(DuckSession session, InputPart part)
    {
        try
        {
            var lines = part.Kind == ContentKind.JsonLines;
            var largest = Math.Min(part.Bytes + 1024, lines ? LargestLineBytes : LargestDocumentBytes);
            if (!lines)
                session.Execute("SET threads = 1");
            var read =
                $"read_json({Sql.Text(part.Path)}, hive_partitioning = false, format = '{(lines ? "newline_delimited" : "auto")}', "
                + $"maximum_object_size = {largest}, map_inference_threshold = -1, field_appearance_threshold = 0"
                + (lines ? ", ignore_errors = true" : "");
            var found = session.Describe($"SELECT * FROM {read})");
            if (found.Count == 0 || found is [("json", var only)] && !only.StartsWith("STRUCT(", StringComparison.Ordinal))
                throw new ImportException(
                    $"{part.Name} is JSON, but holds no objects; allowed: an array of objects, or one object a line.");
            var columns = string.Join(", ", found.Select(column => $"{Sql.Text(column.Name)}: {Sql.Text(AsText(column.Type))}"));
            var sql = $"SELECT * FROM {read}, columns = {{ {columns} }})";
            return Wrapped(session, sql, found) ?? ($"({sql})", found);
        }
        catch (DuckDB.NET.Data.DuckDBException broken)
        {
            throw new ImportException($"{part.Name} is no JSON that can be read: {DuckText.First(broken)}", broken);
        }
    }

    /// <summary>The arrays of objects inside a single object, one under the other.</summary>
    private static (string Sql, List<(string Name, string Type)> Columns)? Wrapped(
        DuckSession session, string sql, List<(string Name, string Type)> found)
    {
        var lists = found.SelectMany(column => Lists(Sql.Name(column.Name), column.Type)).ToList();
        if (lists.Count == 0 || session.Query($"SELECT 1 FROM ({sql}) LIMIT 2", _ => 1).Count != 1)
            return null;
        var rows = lists.Select(list => $"SELECT unnest({list.Sql}, max_depth := 2) FROM ({sql})").ToList();
        var union = string.Join(" UNION ALL BY NAME ", rows);
        var types = lists.SelectMany(list => session.Describe($"SELECT unnest(NULL::{list.Type}, max_depth := 2)"))
            .DistinctBy(column => column.Name).ToList();
        return ($"({union})", types);
    }

    /// <summary>The arrays of objects in a value, also inside the objects that it is made of.</summary>
    private static IEnumerable<(string Sql, string Type)> Lists(string sql, string type) =>
        !type.StartsWith("STRUCT(", StringComparison.Ordinal) ? []
        : type.EndsWith("[]", StringComparison.Ordinal) ? [(sql, type)]
        : StructType.Fields(type).SelectMany(field => Lists($"{sql}[{Sql.Text(field.Name)}]", field.Type));

    /// <summary>The same structure with text in the place of every value.</summary>
    private static string AsText(string type) => Scalar().Replace(type, "VARCHAR");

    /// <summary>A type's name ends at a comma, a bracket or the end, which a field's name before it does not.</summary>
    [GeneratedRegex(@"(?<=^|[ ])(BIGINT|UBIGINT|HUGEINT|DOUBLE|BOOLEAN|DATE|TIMESTAMP WITH TIME ZONE|TIMESTAMP_NS|TIMESTAMP|TIME|UUID|JSON)(?=[,)\[]|$)")]
    private static partial Regex Scalar();
}
