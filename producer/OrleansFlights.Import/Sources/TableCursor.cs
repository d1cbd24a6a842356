using System.Globalization;
using OrleansFlights.Import.Events;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Import.Tables;

namespace OrleansFlights.Import.Sources;

/// <summary>Goes through the rows of a table. Numbers count the lines that are no rows, too, so that they are those of the file.</summary>
internal sealed class TableCursor(
    InputPart part, TableRows rows, RowReader reader, RowMapper mapper, IReadOnlyList<BadLine> badLines, int firstLine, long total)
        : RowCursor
{
    private int _badLinesPassed;

    public override long Number => Sequence + _badLinesPassed;

    public override string Where => string.Create(CultureInfo.InvariantCulture, $"row {Number}");

    public override double Share => total > 0 ? (double)Sequence / total : 0;

    public override bool Next(bool map)
    {
        Records.Clear();
        Problem = null;
        LeftOut = false;
        if (!rows.Next())
            return false;
        Sequence++;
        if (total > 0 && Sequence > total)
            throw new ImportException($"{part.Name} grew while it was sent; what it had before is on the log.");
        while (_badLinesPassed < badLines.Count && badLines[_badLinesPassed].Line - firstLine < Number)
            _badLinesPassed++;
        if (!map)
            return true;
        Problem = reader.Take(rows);
        if (Problem is null)
        {
            Problem = mapper.Map(reader, Number, Records, out var leftOut);
            LeftOut = leftOut;
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        rows.Dispose();
        base.Dispose(disposing);
    }
}
