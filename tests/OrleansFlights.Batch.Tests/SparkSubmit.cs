using System.Diagnostics;

namespace OrleansFlights.Batch.Tests;

/// <summary>The command line with <c>Batch:Engine=spark</c>, submitted to a real Spark inside one process.</summary>
internal static class SparkSubmit
{
#if STACK_FULL
    private const bool InThisBuild = true;
#else
    private const bool InThisBuild = false;
#endif

    /// <summary>The part of Microsoft.Spark that runs inside Spark 3.5; the package lays it beside the program.</summary>
    private const string BridgePattern = "microsoft-spark-3-5_2.12-*.jar";

    private static string? Home => Environment.GetEnvironmentVariable("FLIGHTS_TEST_SPARK_HOME");

    public static string Warehouse(BatchFixture batch) => Path.Combine(batch.Directory, "warehouse");

    public static void SkipUnlessPossible()
    {
        Assert.SkipUnless(InThisBuild, "this build has no Spark engine; build with -p:Stack=full");
        Assert.SkipWhen(string.IsNullOrEmpty(Home), "FLIGHTS_TEST_SPARK_HOME names no Spark");
        Assert.SkipUnless(Bridges().Length == 1,
            $"{Bridges().Length} files {BridgePattern} lie beside the program: the package Microsoft.Spark brings one");
    }

    /// <summary>Submits a command, with settings of Spark such as <c>spark.sql.shuffle.partitions=2</c>.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        BatchFixture batch, string[] conf, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Home!, "bin", "spark-submit")) { WorkingDirectory = batch.Directory };
        string[] all =
        [
            "--master", "local[2]", "--class", "org.apache.spark.deploy.dotnet.DotnetRunner",
            .. conf.Append("spark.sql.shuffle.partitions=2").Append($"spark.sql.warehouse.dir={Warehouse(batch)}")
                .SelectMany(c => (string[])["--conf", c]),
            Bridges().Single(), "dotnet", Path.Combine(AppContext.BaseDirectory, "OrleansFlights.Batch.Spark.dll"), .. arguments,
                "--Batch:Engine=spark",
        ];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        using var process = BatchProcess.Start(start, batch);
        return await process.EndAsync();
    }

    private static string[] Bridges() => Directory.GetFiles(AppContext.BaseDirectory, BridgePattern);
}
