using System.Collections.Concurrent;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Cluster.Tests;

/// <summary>
/// Asks for every route again and again as a client does and keeps the answers, and when a round was last not fresh. A round is fresh when
/// every route answered and counted all that had been acknowledged some time before the question.
/// </summary>
internal sealed class Watcher(IGrainFactory grains, Load load) : IAsyncDisposable
{
    /// <summary>How far an answer may lie behind what was acknowledged and still be fresh.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ViewAnswer> _answers = new();
    private readonly Lock _sync = new();
    private DateTime _lastStale = DateTime.MinValue;
    private DateTime _lastFresh = DateTime.MinValue;
    private string _lastTrouble = "";
    private Task _run = Task.CompletedTask;

    public IReadOnlyCollection<ViewAnswer> Answers => _answers;

    public string LastTrouble
    {
        get
        {
            lock (_sync)
                return _lastTrouble;
        }
    }

    public void Start() => _run = Task.Run(RunAsync);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    /// <summary>The end of the last round that was not fresh, and of the last that was.</summary>
    public (DateTime LastStale, DateTime LastFresh) State
    {
        get
        {
            lock (_sync)
                return (_lastStale, _lastFresh);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var expected = load.AcknowledgedAt(DateTime.UtcNow - Lag);
            var trouble = await RoundAsync(expected);
            lock (_sync)
            {
                if (trouble is null)
                    _lastFresh = DateTime.UtcNow;
                else
                    (_lastStale, _lastTrouble) = (DateTime.UtcNow, trouble);
            }

            await Task.Delay(Pause);
        }
    }

    private async Task<string?> RoundAsync(long[] expected)
    {
        string? trouble = null;
        await Task.WhenAll(Load.Routes.Select(async (route, i) =>
        {
            try
            {
                var answer = await grains.View(new ViewKey(Dimension.Route, route)).Read().AsTask().WaitAsync(Patience);
                _answers.Enqueue(answer);
                if (answer.Tally.Events < expected[i])
                    trouble = $"{route} counts {answer.Tally.Events}, {expected[i]} were acknowledged";
            }
            catch (Exception e)
            {
                // Whatever it is, the client has no answer; when it never gets one again the test says why.
                trouble = $"{route}: {e.GetType().Name}: {e.Message}";
            }
        }));
        return trouble;
    }
}
