namespace OrleansFlights.Import.Events;

/// <summary>Why a row is no flight.</summary>
/// <param name="Column">The column or expression it is about; empty when it is about the row.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Reason">What is wrong, beginning with the field, and what is allowed.</param>
internal sealed record RowProblem(string Column, string Value, string Reason)
{
    public override string ToString() => (Column.Length, Value.Length) switch
    {
        (0, _) => Reason,
        (_, 0) => $"{Reason} (column {Column} is empty)",
        _ => $"{Reason} (column {Column} holds '{Value}')",
    };
}
