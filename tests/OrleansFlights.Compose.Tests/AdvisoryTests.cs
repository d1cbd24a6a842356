namespace OrleansFlights.Compose.Tests;

/// <summary>
/// Every image's project restores where advisories are known, with warnings as errors and all packages of the full stack: no image could be
/// built otherwise.
/// </summary>
public sealed class AdvisoryTests(ITestOutputHelper output)
{
    private static readonly ComposeFile File = ComposeFile.Load(EnvFile.FilledIn());

    public static TheoryData<string> Dockerfiles => ImageTests.Dockerfiles;

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public async Task Image_RestoresWhereAdvisoriesAreKnown(string path)
    {
        await using var feed = await AdvisoryFeed.StartAsync();
        using var clone = new CleanClone(new Dockerfile(Path.Combine(Repository.Top, path)), feed.Index);
        var (exit, printed) = await clone.RestoreAsync();
        output.WriteLine(printed);
        Assert.True(exit == 0, printed);
    }

    [Theory]
    [InlineData("silo", "Newtonsoft.Json", "GHSA-5crp-9r3c-p9vr")]
    [InlineData("batch-spark", "MessagePack", "GHSA-hv8m-jj95-wg3x")]
    public async Task PinTakenAway_AdvisoryStopsTheRestore(string service, string package, string advisory)
    {
        await using var feed = await AdvisoryFeed.StartAsync();
        using var clone = new CleanClone(new Dockerfile(File.Services[service].Dockerfile), feed.Index);
        clone.Unpin(package);
        var (exit, printed) = await clone.RestoreAsync();
        output.WriteLine(printed);
        Assert.NotEqual(0, exit);
        Assert.Contains("NU1903", printed, StringComparison.Ordinal);
        Assert.Contains(advisory, printed, StringComparison.Ordinal);
    }
}
