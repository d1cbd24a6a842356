namespace OrleansFlights.Import.Tables;

/// <summary>A column of a table, or a field inside a nested one.</summary>
/// <param name="Name">Its name; <c>departure.iata</c> for a field inside.</param>
/// <param name="Type">The type found, in DuckDB's words.</param>
/// <param name="Cell">SQL for its cells as the file has them, null where it holds a mark for no value.</param>
/// <param name="Text">SQL for its cells before blanks around them and marks for no value are taken off; null where that is the
/// same.</param>
internal sealed record TableColumn(string Name, string Type, string Cell, string? Text);

/// <summary>How to read a table, beyond what it says itself.</summary>
internal sealed record TableOptions
{
    /// <summary>Texts that stand for no value.</summary>
    public static readonly string[] DefaultNulls =
    [
        "", "NA", "N/A", "n/a", "NaN", "nan", "NaT", "null", "NULL", "Null", "\\N", "None", "none", "#N/A", "<NA>", "-", "--",
    ];

    /// <summary>Texts that stand for no value.</summary>
    public IReadOnlyList<string> Nulls { get; init; } = DefaultNulls;

    /// <summary>Names of the columns of a CSV file without a header; null for one that has it, or when it is not known.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether a word is a name that a header may have.</summary>
    public Func<string, bool> IsKnownName { get; init; } = _ => false;
}
