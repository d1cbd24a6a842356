using OrleansFlights.Gateway.Pipeline;

namespace OrleansFlights.Api.Tests;

/// <summary>The history holds an hour and no more, however long the process runs.</summary>
public sealed class PipelineHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 29, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(PipelineHistory.Most, PipelineHistory.Most)]
    [InlineData(10_000, PipelineHistory.Most)]
    public void Read_IsTheNewest_OldestFirst(int added, int expected)
    {
        var history = new PipelineHistory();
        for (var i = 1; i <= added; i++)
            history.Add(Sample(i));
        var read = history.Read(Start + (added * PipelineHistory.Interval));
        Assert.Equal(Enumerable.Range(added - expected + 1, expected).Select(i => (long)i), read.Select(s => s.EndOffset));
    }

    [Fact]
    public void Read_LeavesOutWhatIsOlderThanAnHour()
    {
        var history = new PipelineHistory();
        history.Add(Sample(1));
        history.Add(Sample(2));
        Assert.Equal(2, Assert.Single(history.Read(Start + (2 * PipelineHistory.Interval) + PipelineHistory.Span)).EndOffset);
    }

    private static PipelineSample Sample(int i) => new(Start + (i * PipelineHistory.Interval), i, i, 0, 0, 0);
}
