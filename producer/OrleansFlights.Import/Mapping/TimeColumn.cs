using System.Globalization;
using OrleansFlights.Import.Tables;
using OrleansFlights.Import.Times;

namespace OrleansFlights.Import.Mapping;

/// <summary>
/// Reads the cells of a column of times. What its numbers and dates mean is decided once, from many cells, and never guessed cell by cell.
/// </summary>
internal sealed class TimeColumn
{
    private const int HoursMinutesDigits = 4;

    private readonly DateOrder _order;
    private readonly NumberMeaning? _numbers;

    private TimeColumn(NumberMeaning? numbers, DateOrder order, string description)
    {
        _numbers = numbers;
        _order = order;
        Description = description;
    }

    /// <summary>What was decided, for people; empty when there was nothing to decide.</summary>
    public string Description { get; }

    /// <summary>Whether its cells are times of day, so that the date must come from another column.</summary>
    public bool IsTimeOfDay { get; private init; }

    /// <summary>Decides how a column is read.</summary>
    /// <param name="field">Its field, for questions.</param>
    /// <param name="cells">Its cells, those of many rows; empty ones do not matter.</param>
    /// <param name="numbers">What numbers mean, if it was said.</param>
    /// <param name="order">How dates are meant, if it was said.</param>
    /// <param name="question">What must be asked back, if the cells can mean more than one thing.</param>
    public static TimeColumn? Decide(
        FlightColumn field, IReadOnlyList<Cell> cells, NumberMeaning? numbers, DateOrder order, out string? question)
    {
        question = null;
        var numeric = cells.Where(cell => cell.Kind is CellKind.Whole or CellKind.Real or CellKind.Text && cell.TryNumber(out _)).ToList();
        var description = new List<string>();
        if (numbers is null && numeric.Count > 0)
        {
            var found = numeric.Select(MeaningOf).ToList();
            var best = found.Where(meaning => meaning is not null).GroupBy(meaning => meaning).OrderByDescending(group => group.Count())
                .FirstOrDefault();
            if (best is null || best.Count() * 2 < numeric.Count)
            {
                var example = numeric[found.FindIndex(meaning => meaning is null) is >= 0 and var unclear ? unclear : 0];
                question =
                    $"{field.Name()}: it is unclear what time the number {example} is; it is neither HHMM nor YYYYMMDD nor seconds, "
                    + "milliseconds, microseconds or "
                    + $"nanoseconds since 1970. Say it with an expression, such as --map {field.Name()}=\"strptime(COLUMN, '%Y%m%d%H%M')\"";
                return null;
            }

            numbers = best.Key;
        }

        if (numbers is { } known && numeric.Count > 0)
            description.Add(Words(known));
        if (order == DateOrder.Unknown)
            order = OrderOf(field, cells, ref question);
        if (question is not null)
            return null;
        if (order != DateOrder.Unknown && cells.Any(cell => cell.Kind == CellKind.Text && TimeText.HasYearLast(cell.Text!, out _)))
            description.Add(order == DateOrder.MonthFirst ? "month before day" : "day before month");
        var column = new TimeColumn(numbers, order, string.Join(", ", description));
        var forms = cells.Where(cell => !cell.IsEmpty).Select(cell => column.TryRead(cell, out var value) ? value.Form : (TimeForm?)null)
            .ToList();
        return new TimeColumn(numbers, order, column.Description)
        {
            IsTimeOfDay = forms.Count > 0 && forms.Count(form => form == TimeForm.TimeOfDay) * 2 > forms.Count,
        };
    }

    /// <summary>The time of a cell.</summary>
    public bool TryRead(in Cell cell, out TimeValue value)
    {
        switch (cell.Kind)
        {
            case CellKind.Instant:
                value = new TimeValue(TimeForm.Instant, cell.Whole);
                return true;
            case CellKind.Local:
                value = new TimeValue(TimeForm.Local, cell.Whole);
                return true;
            case CellKind.Date:
                value = new TimeValue(TimeForm.Date, cell.Whole);
                return true;
            case CellKind.Text when !IsDigits(cell.Text!) && TimeText.TryParse(cell.Text!, _order, out value):
                return true;
        }

        value = default;
        if (_numbers is not { } meaning || !cell.TryNumber(out var number)
            || (meaning == NumberMeaning.HoursMinutes && !IsHoursMinutes(cell)))
            return false;
        long? whole = cell.Kind == CellKind.Whole ? cell.Whole
            : cell.Kind == CellKind.Text
                && long.TryParse(cell.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact) ? exact
            : null;
        return NumberMeanings.TryRead(number, whole, meaning, out value);
    }

    /// <summary>Digits alone are a number, whose meaning was decided for the whole column.</summary>
    private static bool IsDigits(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>000500 is five minutes past midnight to some and five o'clock to others.</summary>
    private static bool IsHoursMinutes(in Cell cell) => cell.Kind != CellKind.Text || cell.Text!.Split('.')[0].Length <= HoursMinutesDigits;

    private static NumberMeaning? MeaningOf(Cell cell)
    {
        cell.TryNumber(out var number);
        var meaning = NumberMeanings.Of(number);
        return meaning == NumberMeaning.HoursMinutes && !IsHoursMinutes(cell) ? null : meaning;
    }

    private static DateOrder OrderOf(FlightColumn field, IReadOnlyList<Cell> cells, ref string? question)
    {
        string? ambiguous = null;
        var orders = new HashSet<DateOrder>();
        foreach (var cell in cells.Where(cell => cell.Kind == CellKind.Text))
        {
            if (!TimeText.HasYearLast(cell.Text!, out var order))
                continue;
            if (order == DateOrder.Unknown)
                ambiguous ??= cell.Text;
            else
                orders.Add(order);
        }

        if (orders.Count == 1)
            return orders.Single();
        if (orders.Count > 1)
            question =
                $"{field.Name()}: some dates have the day first and some the month; say which is meant with --dates dmy or --dates mdy";
        else if (ambiguous is not null)
            question = $"{field.Name()}: '{ambiguous}' may have the day or the month first; say which with --dates dmy or --dates mdy";
        return DateOrder.Unknown;
    }

    private static string Words(NumberMeaning meaning) => meaning switch
    {
        NumberMeaning.HoursMinutes => "numbers read as HHMM",
        NumberMeaning.YearMonthDay => "numbers read as YYYYMMDD",
        _ => $"numbers read as {NumberMeanings.Names[(int)meaning]} since 1970",
    };
}
