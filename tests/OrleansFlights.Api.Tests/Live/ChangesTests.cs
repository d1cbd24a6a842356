using OrleansFlights.Gateway.Subscriptions;

namespace OrleansFlights.Api.Tests;

public sealed class ChangesTests
{
    private static Dictionary<string, long> Counts(params (string Key, long Events)[] counts) =>
        counts.ToDictionary(c => c.Key, c => c.Events);

    [Fact]
    public void Between_TellsWhatGrew_MostFirst_TiesByKey() =>
        Assert.Equal(
            ["C", "A", "N"], Changes.Between(Counts(("A", 1), ("B", 5), ("C", 2)), Counts(("A", 2), ("B", 5), ("C", 9), ("N", 1)), 10));

    [Fact]
    public void Between_TellsAtMostSoMany() =>
        Assert.Equal(["C"], Changes.Between(Counts(("A", 1), ("C", 2)), Counts(("A", 2), ("C", 9)), 1));

    [Fact]
    public void Between_NothingGrew_TellsNothing() =>
        Assert.Empty(Changes.Between(Counts(("A", 3)), Counts(("A", 3)), 10));
}
