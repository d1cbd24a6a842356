namespace OrleansFlights.Compose.Tests;

/// <summary>
/// Compose's images are built with every adapter. A build without some of them gets the embedded one for each that it lacks, and the same
/// settings else.
/// </summary>
internal static class StackOfThisBuild
{
    private static readonly bool HasCassandra = Has("OrleansFlights.Views.Cassandra");
    private static readonly bool HasSpark = Has("OrleansFlights.Batch.Spark");

    public static Dictionary<string, string> Adapt(IReadOnlyDictionary<string, string> variables)
    {
        var adapted = variables.ToDictionary();
        if (!HasCassandra && adapted.ContainsKey("Views__Provider"))
            adapted["Views__Provider"] = "sqlite";
        if (!HasSpark && adapted.ContainsKey("Batch__Engine"))
            adapted["Batch__Engine"] = "duckdb";
        return adapted;
    }

    private static bool Has(string assembly) => File.Exists(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
}
