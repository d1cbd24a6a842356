using System.Runtime.CompilerServices;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Sqlite;

/// <summary>Reads batch views from the file. Each call, and each page of a listing, sees one state of the store.</summary>
public sealed class SqliteBatchViews(SqliteViewsFile file) : IBatchViews
{
    private const int PageSize = 1000;

    private const string Windows =
        $"""
         SELECT t.window, {TallyColumns.Names} FROM view v JOIN window_tally t ON t.view = v.id AND t.window >= ?5 AND t.window < ?6
             AND t.generation = (SELECT max(n.generation) FROM window_tally n
                                 WHERE n.view = t.view AND n.window = t.window AND n.generation BETWEEN ?1 AND ?2)
         WHERE v.dimension = ?3 AND v.key = ?4 ORDER BY t.window
         """;

    private const string Page =
        $"""
         SELECT v.key, {TallyColumns.Names} FROM view v JOIN tally t ON t.view = v.id
             AND t.generation = (SELECT max(n.generation) FROM tally n WHERE n.view = v.id AND n.generation BETWEEN ?1 AND ?2)
         WHERE v.dimension = ?3 AND v.key > ?4 ORDER BY v.key LIMIT ?5
         """;

    /// <inheritdoc/>
    public ValueTask<PublishedGenerations> GetPublishedAsync(CancellationToken cancellationToken)
    {
        var (published, all, pin) = file.Use(session =>
            session.Read(() => (GenerationTable.Published(session), GenerationTable.All(session), GenerationTable.Pin(session))));
        if (published == 0)
            return new(PublishedGenerations.Empty);
        var retained = all.Where(g => g.State == GenerationState.Complete).ToList();
        return new(new PublishedGenerations(retained.Single(g => g.Id == published), retained) { Pin = pin });
    }

    /// <inheritdoc/>
    public ValueTask<FlightTally> ReadTallyAsync(ViewKey view, long generation, CancellationToken cancellationToken)
    {
        if (generation == Generation.None.Id)
            return new(new FlightTally());
        return new(file.Use(session => session.Read(() =>
            RowLookup.Read(session, new ViewRowKey(view, null), GenerationTable.Floor(session, generation), generation))));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WindowTally>> ReadWindowsAsync(
        ViewKey view, long generation, int fromWindow, int toWindow, CancellationToken cancellationToken)
    {
        if (generation == Generation.None.Id)
            return new([]);
        return new(file.Use<IReadOnlyList<WindowTally>>(session => session.Read(() =>
        {
            var floor = GenerationTable.Floor(session, generation);
            using var rows = session.Bind(Windows, floor, generation, view.Dimension.Name(), view.Key, fromWindow, toWindow)
                .ExecuteReader();
            var windows = new List<WindowTally>();
            while (rows.Read())
                windows.Add(new WindowTally(rows.GetInt32(0), TallyColumns.Read(rows, 1)));
            return windows;
        })));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<KeyTally> ListAsync(
        Dimension dimension, long generation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (generation == Generation.None.Id)
            yield break;

        await Task.CompletedTask;
        var after = "";
        List<KeyTally> page;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            page = file.Use(session => session.Read(() => ReadPage(session, dimension, generation, after)));
            foreach (var row in page)
                yield return row;
            after = page.Count > 0 ? page[^1].Key : after;
        }
        while (page.Count == PageSize);
    }

    private static List<KeyTally> ReadPage(SqliteSession session, Dimension dimension, long generation, string after)
    {
        var floor = GenerationTable.Floor(session, generation);
        using var rows = session.Bind(Page, floor, generation, dimension.Name(), after, PageSize).ExecuteReader();
        var page = new List<KeyTally>(PageSize);
        while (rows.Read())
            page.Add(new KeyTally(rows.GetString(0), TallyColumns.Read(rows, 1)));
        return page;
    }
}
