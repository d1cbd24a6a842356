namespace OrleansFlights.Batch.Engine;

/// <summary>The SQL files that define the views, as they lie beside the program.</summary>
public static class ViewSql
{
    /// <summary>Makes the view <c>facts</c> of the view <c>events</c>.</summary>
    public static string Facts => Read("facts.sql");

    /// <summary>Tallies per view and window, of <c>facts</c>.</summary>
    public static string WindowTallies => Read("window_tallies.sql");

    /// <summary>Tallies per view, of <c>window_tallies</c>.</summary>
    public static string Tallies => Read("tallies.sql");

    /// <summary>The folder.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "views");

    private static string Read(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? File.ReadAllText(path).TrimEnd().TrimEnd(';') : throw new BatchException($"The SQL file {path} is missing.");
    }
}
