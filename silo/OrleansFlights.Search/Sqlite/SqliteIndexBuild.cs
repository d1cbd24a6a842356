using System.Collections.Immutable;
using System.Globalization;
using OrleansFlights.Flights;

namespace OrleansFlights.Search.Sqlite;

/// <summary>One build in the file. Documents and progress are committed together, so neither is ever ahead of the other.</summary>
internal sealed class SqliteIndexBuild(SqliteSearchFile file, long id) : IFlightIndexBuild
{
    private const string SetProgress =
        """
        INSERT INTO progress (build, topic, partition, next) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (build, topic, partition) DO UPDATE SET next = max(next, excluded.next)
        """;

    private readonly string _find = Sql($"SELECT row, document FROM flight_{id} WHERE id = ?1");

    private readonly string _add = Sql(
        $"INSERT INTO flight_{id} (id, scheduled, origin, destination, airline, status, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING row");

    private readonly string _update = Sql(
        $"UPDATE flight_{id} SET scheduled = ?2, origin = ?3, destination = ?4, airline = ?5, status = ?6, document = ?7 WHERE id = ?1");

    private readonly string _addWords = Sql($"INSERT INTO words_{id} (rowid, words) VALUES (?1, ?2)");

    private readonly string _removeWords = Sql($"DELETE FROM words_{id} WHERE rowid = ?1");

    private readonly string _count = Sql($"SELECT count(*) FROM flight_{id}");

    public string Name { get; } = Sql($"{file.Path} build {id}");

    public async ValueTask<ImmutableSortedDictionary<int, long>> ReadProgressAsync(string topic, CancellationToken cancellationToken) =>
        await UseAsync(session => session.Read(() => ReadProgress(session, topic)), cancellationToken);

    public async ValueTask<int> WriteAsync(IndexBatch batch, CancellationToken cancellationToken) =>
        await UseAsync(session => session.Write(() => Write(session, batch)), cancellationToken);

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) => await UseAsync(
        session => session.Read(() =>
        {
            ThrowIfGone(session);
            return session.Number(_count)!.Value;
        }),
        cancellationToken);

    public async ValueTask PublishAsync(CancellationToken cancellationToken) => await UseAsync(
        session => session.Write(() =>
        {
            ThrowIfGone(session);
            SearchSchema.Drop(session, searched: true, except: id);
            session.Run("UPDATE build SET searched = 1 WHERE id = ?1", id);
            return true;
        }),
        cancellationToken);

    private static string Sql(FormattableString sql) => sql.ToString(CultureInfo.InvariantCulture);

    private Task<T> UseAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) =>
        file.UseAsync(work, TaskCreationOptions.LongRunning, cancellationToken);

    private ImmutableSortedDictionary<int, long> ReadProgress(SqliteSession session, string topic)
    {
        ThrowIfGone(session);
        var progress = ImmutableSortedDictionary.CreateBuilder<int, long>();
        using var rows = session.Bind("SELECT partition, next FROM progress WHERE build = ?1 AND topic = ?2", id, topic).ExecuteReader();
        while (rows.Read())
            progress.Add(rows.GetInt32(0), rows.GetInt64(1));
        return progress.ToImmutable();
    }

    private int Write(SqliteSession session, IndexBatch batch)
    {
        ThrowIfGone(session);
        var changed = 0;
        foreach (var flight in batch.Documents)
            changed += Write(session, flight) ? 1 : 0;
        foreach (var (partition, next) in batch.Progress)
            session.Run(SetProgress, id, batch.Topic, partition, next);
        return changed;
    }

    private bool Write(SqliteSession session, FlightDocument flight)
    {
        if (Find(session, flight.FlightId) is not var (row, known))
        {
            var added = session.Number(_add, Columns(flight))!.Value;
            session.Run(_addWords, added, Words(flight));
            return true;
        }

        var merged = FlightDocument.Merge(known, flight);
        if (ReferenceEquals(merged, known))
            return false;
        session.Run(_update, Columns(merged));
        if (Words(known) is var before && Words(merged) is var after && before != after)
        {
            session.Run(_removeWords, row);
            session.Run(_addWords, row, after);
        }

        return true;
    }

    private (long Row, FlightDocument Known)? Find(SqliteSession session, string flightId)
    {
        using var rows = session.Bind(_find, flightId).ExecuteReader();
        return rows.Read() ? (rows.GetInt64(0), FlightDocumentJson.FromJson(rows.GetString(1))) : null;
    }

    private static object?[] Columns(FlightDocument flight) =>
    [
        flight.FlightId, flight.ScheduledMicroseconds, flight.Origin.ToString(), flight.Destination.ToString(), flight.Airline,
        flight.Status.Name(), FlightDocumentJson.ToJson(flight),
    ];

    private static string Words(FlightDocument flight) => string.Join(' ', SearchTerms.Of(flight));

    private void ThrowIfGone(SqliteSession session)
    {
        if (session.Number("SELECT id FROM build WHERE id = ?1", id) is null)
            throw new SearchException(
                SqliteSearchFile.Service, $"The search index {Name} was replaced by another build.")
            { IsReplaced = true };
    }
}
