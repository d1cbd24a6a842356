namespace OrleansFlights.Log.Sqlite;

/// <summary>The configuration section <c>Log:Sqlite</c>.</summary>
public sealed class SqliteLogOptions
{
    /// <summary>The file; default: <c>log.db</c> under <c>Data:Path</c>.</summary>
    public string? File { get; set; }
}
