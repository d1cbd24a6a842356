using System.Collections.Immutable;
using System.Globalization;

namespace OrleansFlights.Search.Sqlite;

/// <summary>Searches the index in a SQLite file.</summary>
public sealed class SqliteFlightSearch(SqliteSearchFile file) : IFlightSearch
{
    /// <inheritdoc/>
    public async ValueTask<FlightDocument?> GetAsync(string flightId, CancellationToken cancellationToken) =>
        await ReadAsync<FlightDocument?>(
        (session, build) =>
        {
            var json = session.Bind(string.Create(CultureInfo.InvariantCulture, $"SELECT document FROM flight_{build} WHERE id = ?1"),
                flightId).ExecuteScalar();
            return json is null ? null : FlightDocumentJson.FromJson((string)json);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FlightPage> SearchAsync(FlightQuery query, CancellationToken cancellationToken) => await ReadAsync(
        (session, build) =>
        {
            var statement = new FlightStatement(build, query.Conditions);
            var flights = ImmutableArray.CreateBuilder<FlightDocument>();
            using var rows = session.Bind(statement.Page(query), statement.Values).ExecuteReader();
            while (rows.Read())
                flights.Add(FlightDocumentJson.FromJson(rows.GetString(0)));
            var hasMore = flights.Count > query.First;
            if (hasMore)
                flights.RemoveAt(query.First);
            return new FlightPage(flights.ToImmutable(), hasMore);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(FlightConditions conditions, CancellationToken cancellationToken) => await ReadAsync(
        (session, build) =>
        {
            var statement = new FlightStatement(build, conditions);
            return session.Number(statement.Count(), statement.Values)!.Value;
        },
        cancellationToken);

    private Task<T> ReadAsync<T>(Func<SqliteSession, long, T> work, CancellationToken cancellationToken) => file.UseAsync(
        session => session.Read(() => work(session, SearchSchema.Searched(session) ?? throw NoIndex())), TaskCreationOptions.None,
            cancellationToken);

    private SearchException NoIndex() =>
        new(SqliteSearchFile.Service, $"There is no search index in {file.Path} yet: nothing has indexed the log.") { IsUnmade = true };
}
