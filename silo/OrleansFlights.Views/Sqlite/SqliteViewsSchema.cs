namespace OrleansFlights.Views.Sqlite;

/// <summary>The file makes its tables when it is opened, so there is nothing left to do.</summary>
internal sealed class SqliteViewsSchema(SqliteViewsFile file) : IViewsSchema
{
    public ValueTask<string> EnsureAsync(CancellationToken cancellationToken)
    {
        file.Use(session => session.Read(() => GenerationTable.Published(session)));
        return new($"The views are in {file.Location}");
    }
}
