using System.Globalization;
using OrleansFlights.Import.Inputs;

namespace OrleansFlights.Import.Tables;

/// <summary>A line of a file that is no row of its table.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Reason">Why.</param>
/// <param name="Column">The column it is about, if any.</param>
/// <param name="Text">The line's beginning.</param>
internal sealed record BadLine(long Line, string Reason, string Column, string Text)
{
    /// <summary>A file that has as many is refused: they are kept in memory until they are reported.</summary>
    public const int Most = 100_000;

    /// <summary>Says so.</summary>
    public static ImportException TooMany(InputPart part, BadLine first) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{part.Name} has {Most:N0} lines that are no rows of its table, or more, the first of them line {first.Line}: {first.Reason} "
        + $"('{first.Text}')."));
}
