using System.IO.Hashing;
using System.Text;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>
/// Columns that the names of folders say: Spark and Hive write the flights of one day to <c>date=2013-01-02/</c> and leave the column out
/// of the files.
/// </summary>
internal static class FolderColumns
{
    private const string NoValue = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>The columns that the part's folders name and its file does not have.</summary>
    public static IReadOnlyList<(string Name, string? Value)> Of(InputPart part, IEnumerable<string> columns)
    {
        var known = columns.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = new List<(string, string?)>();
        foreach (var folder in part.Name.Split('/')[..^1])
        {
            var equals = folder.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !known.Add(folder[..equals]))
                continue;
            var value = Uri.UnescapeDataString(folder[(equals + 1)..]);
            found.Add((folder[..equals], value == NoValue ? null : value));
        }

        return found;
    }

    /// <summary>The part as it is remembered: the same bytes in another folder are other flights.</summary>
    public static InputPart Named(InputPart part, IReadOnlyList<(string Name, string? Value)> columns)
    {
        if (columns.Count == 0)
            return part;
        var text = part.Hash + string.Concat(columns.Select(column => $"\n{column.Name}={column.Value}"));
        return part with { Hash = Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(text))) };
    }

    /// <summary>A table with the columns added.</summary>
    public static string Added(string source, IReadOnlyList<(string Name, string? Value)> columns) => columns.Count == 0 ? source
        : $"(SELECT *, {string.Join(", ", columns.Select(column =>
            $"{(column.Value is null ? "NULL::VARCHAR" : Sql.Text(column.Value))} AS {Sql.Name(column.Name)}"))} FROM {source})";
}
