using Microsoft.Extensions.Logging.Abstractions;
using OrleansFlights.Log;
using OrleansFlights.Streams.Checkpointing;

namespace OrleansFlights.Protocol.Tests;

public sealed class LagReportTests
{
    private readonly Reporter _log = new();

    [Fact]
    public async Task LogThatIsSlow_IsShownTheNewestNext()
    {
        using var report = new ConsumerOffsetPublisher(3, _log, NullLogger.Instance);
        report.Show(10);
        report.Show(20);
        report.Show(30);
        Assert.Equal([10], _log.Asked);

        _log.Answer();
        await report.FinishAsync(CancellationToken.None);
        Assert.Equal([10, 30], _log.Asked);
    }

    [Fact]
    public async Task LogThatRefuses_IsAskedAgainWithTheNextCheckpointThoughItIsTheSame()
    {
        using var report = new ConsumerOffsetPublisher(3, _log, NullLogger.Instance);
        report.Show(10);
        _log.Answer(new LogException("The log refuses."));
        await _log.UntilAsked(() => report.Show(10), times: 2);
        _log.Answer();
        await report.FinishAsync(CancellationToken.None);
        Assert.Equal([10, 10], _log.Asked);
    }

    [Fact]
    public async Task CheckpointThatIsShown_IsNotShownAgain_AndALowerOneIs()
    {
        using var report = new ConsumerOffsetPublisher(3, _log, NullLogger.Instance);
        _log.Answer();
        foreach (var position in new[] { 10, 10, 5 })
        {
            report.Show(position);
            await report.FinishAsync(CancellationToken.None);
        }

        Assert.Equal([10, 5], _log.Asked);
    }

    [Fact]
    public async Task LogThatNeverAnswers_DoesNotHoldUpTheEnd()
    {
        using var report = new ConsumerOffsetPublisher(3, _log, NullLogger.Instance);
        report.Show(10);
        await report.FinishAsync(new CancellationToken(canceled: true))
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal([10], _log.Asked);
    }

    [Fact]
    public async Task LogThatShowsNothing_IsNotAsked()
    {
        using var report = new ConsumerOffsetPublisher(3, null, NullLogger.Instance);
        report.Show(10);
        await report.FinishAsync(CancellationToken.None);
    }

    /// <summary>Answers when the test says so; from the first answer without an error on at once.</summary>
    private sealed class Reporter : IOffsetCommitter
    {
        private TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<long> Asked { get; } = [];

        public Task CommitCheckpointAsync(int partition, long offset, CancellationToken cancellationToken)
        {
            Assert.Equal(3, partition);
            Asked.Add(offset);
            return _answer.Task.WaitAsync(cancellationToken);
        }

        public void Answer(Exception? failure = null)
        {
            if (failure is null)
            {
                _answer.TrySetResult();
                return;
            }

            var refused = _answer;
            _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            refused.TrySetException(failure);
        }

        public async Task UntilAsked(Action act, int times)
        {
            var until = DateTime.UtcNow + TimeSpan.FromMinutes(1);
            while (Asked.Count < times)
            {
                Assert.True(DateTime.UtcNow < until, $"asked for {string.Join(' ', Asked)}");
                act();
                await Task.Yield();
            }
        }
    }
}
