using OrleansFlights.Flights;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.Resolvers;

/// <summary>A row of a table: its own cells, and counts.</summary>
/// <param name="Cells">The row's cells.</param>
/// <param name="Tally">Its counts.</param>
public sealed record TableRow(object?[] Cells, FlightTally Tally);

/// <summary>Rows with the cursor that they count at least.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Cursor">Stands for the positions that every row counts.</param>
/// <param name="Complete">False when a row may count too little.</param>
/// <param name="Next">What to ask on with as <c>after</c>; null when nothing follows.</param>
public sealed record Table(IReadOnlyList<TableRow> Rows, string Cursor, bool Complete, string? Next = null);

/// <summary>The answers to analysts' questions as tables, by the same rules as in the schema.</summary>
public sealed class TableReads(IFlightViews views, ViewMeasurer measurer, GraphQLLimits limits)
{
    /// <summary>A page of the windows of a view: start, end, counts.</summary>
    /// <exception cref="BadArgumentException">Names the argument.</exception>
    public async ValueTask<Table> SeriesAsync(
        ViewKind? kind, string? key, SeriesArguments arguments, string? atLeast, CancellationToken cancellationToken)
    {
        var view = kind is { } known ? RecountNode.View(known, key ?? "") : ViewKey.Total;
        var loader = new ViewLoader(views, view, atLeast: AtLeast.Read(atLeast));
        WindowBudget.Begin(Math.Max(limits.MaxComplexity, ArgumentRules.MaxWindows + 1));
        var series = await loader.SeriesAsync(arguments, cancellationToken);
        var answer = await loader.AnswerAsync(cancellationToken);
        return new Table(
            [.. series.Nodes.Select(w => new TableRow([InstantText.Of(w.Start), InstantText.Of(w.End)], w.Counts))],
            ViewCursor.Encode(view, answer.Watermarks),
            answer.Complete,
            series.PageInfo.HasNextPage ? series.PageInfo.EndCursor : null);
    }

    /// <summary>Views in the order of a measure: rank, key, value, counts.</summary>
    /// <exception cref="BadArgumentException">Names the argument.</exception>
    public async ValueTask<Table> RankingAsync(
        ViewKind kind, Measure by, double? p, DateTimeOffset? from, DateTimeOffset? to, bool? ascending, long? minEvents, int? first,
            string? atLeast, CancellationToken cancellationToken)
    {
        var rule = RankingRules.Rule(kind, by, p, ascending, minEvents, null, first, ArgumentRules.MaxWindows);
        var measured = await measurer.ReadAsync(RankingRules.Question(kind, from, to), AtLeast.Read(atLeast), cancellationToken);
        return new Table(
            [.. rule.Rank(measured, views).Select(r => new TableRow([r.Rank, r.Key, r.Value], r.Counts))],
            ViewCursor.Encode(measured.Positions),
            measured.Complete);
    }
}
