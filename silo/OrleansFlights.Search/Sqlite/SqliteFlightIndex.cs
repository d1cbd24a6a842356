namespace OrleansFlights.Search.Sqlite;

/// <summary>The writing side of the index in a SQLite file.</summary>
public sealed class SqliteFlightIndex(SqliteSearchFile file) : IFlightIndex
{
    /// <inheritdoc/>
    public async ValueTask<IFlightIndexBuild> OpenAsync(CancellationToken cancellationToken)
    {
        var id = await file.UseAsync(
            session => session.Write(() => SearchSchema.Searched(session) ?? SearchSchema.Add(session, searched: true)),
                TaskCreationOptions.LongRunning, cancellationToken);
        return new SqliteIndexBuild(file, id);
    }

    /// <inheritdoc/>
    public async ValueTask<IFlightIndexBuild> BeginAsync(CancellationToken cancellationToken)
    {
        var id = await file.UseAsync(
            session => session.Write(() =>
            {
                SearchSchema.Drop(session, searched: false, except: 0);
                return SearchSchema.Add(session, searched: false);
            }),
            TaskCreationOptions.LongRunning,
            cancellationToken);
        return new SqliteIndexBuild(file, id);
    }
}
