using OrleansFlights.Import.Mapping;
using OrleansFlights.Import.Tables;

namespace OrleansFlights.Import.Events;

/// <summary>The cells of a row, by field.</summary>
internal sealed class RowReader
{
    private readonly IReadOnlyList<BoundField> _fields;
    private readonly Cell[] _cells = new Cell[FlightColumns.Count];
    private readonly int[] _places = new int[FlightColumns.Count];
    private readonly int[] _unreadable;

    public RowReader(IReadOnlyList<BoundField> fields)
    {
        _fields = fields;
        _unreadable = new int[fields.Count];
        var cells = new List<string>();
        Array.Fill(_places, -1);
        for (var i = 0; i < fields.Count; i++)
        {
            _places[(int)fields[i].Field] = i;
            cells.Add(fields[i].Sql);
        }

        for (var i = 0; i < fields.Count; i++)
        {
            _unreadable[i] = fields[i].Unreadable is null ? -1 : cells.Count;
            if (fields[i].Unreadable is { } test)
                cells.Add(test);
        }

        Cells = cells;
    }

    /// <summary>SQL of the cells that a query for this reader selects.</summary>
    public IReadOnlyList<string> Cells { get; }

    public Cell this[FlightColumn field] => _cells[(int)field];

    public bool Has(FlightColumn field) => _places[(int)field] >= 0;

    /// <summary>Whether no mapped column of the row holds anything.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>Takes the cells of the row that the query is at; says what is unreadable in it.</summary>
    public RowProblem? Take(TableRows rows)
    {
        RowProblem? problem = null;
        IsBlank = true;
        for (var i = 0; i < _fields.Count; i++)
        {
            var cell = _fields[i].Of(rows, i);
            _cells[(int)_fields[i].Field] = cell;
            IsBlank &= cell.IsEmpty;
            if (_unreadable[i] < 0 || rows[_unreadable[i], CellKind.Text] is not { IsEmpty: false } unreadable)
                continue;
            var parts = unreadable.Text!.Split('\u001F', 2);
            problem ??= new RowProblem(parts[0], parts[1], $"{_fields[i].Field.Name()}: not what the other rows have there");
        }

        return problem;
    }

    /// <summary>The column of a field, for messages.</summary>
    public string SourceOf(FlightColumn field) => _places[(int)field] is >= 0 and var at ? _fields[at].Source : "";

    public RowProblem Problem(FlightColumn field, string reason) =>
        new(SourceOf(field), this[field].ToString(), $"{field.Name()}: {reason}");
}
