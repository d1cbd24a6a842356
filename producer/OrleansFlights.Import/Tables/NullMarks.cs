using System.Collections.Frozen;

namespace OrleansFlights.Import.Tables;

/// <summary>Texts that stand for no value; of a cell of text it makes what the cell says.</summary>
internal sealed class NullMarks(IEnumerable<string> marks)
{
    /// <summary>Stands inside files that were put together from several.</summary>
    private const char ByteOrderMark = '\uFEFF';

    private readonly FrozenSet<string> _marks = marks.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The cell without blanks around its text; empty when that is a mark.</summary>
    public Cell Clean(in Cell cell)
    {
        if (cell.Kind != CellKind.Text)
            return cell;
        var text = cell.Text!.Trim().Trim(ByteOrderMark);
        return _marks.Contains(text) ? default : Cell.Of(text);
    }
}
