using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// Asks one thing again and again, as somebody's page does, and remembers how it went: how often it was answered and refused and with which
/// code, how long an answer took, and how long the answers stood still although the world went on.
/// </summary>
/// <param name="what">What is asked, for people.</param>
/// <param name="ask">Asks once; the answer grows as long as all is well.</param>
internal sealed partial class Watched(string what, Func<Task<long>> ask) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _run = Task.CompletedTask;
    private Spell _spell = new();

    /// <summary>The newest answer; 0 before the first.</summary>
    public long Last { get; private set; }

    public void Start() => _run = Task.Run(RunAsync);

    /// <summary>Forgets what was and watches anew.</summary>
    public void Begin()
    {
        lock (_gate)
            _spell = new Spell();
    }

    /// <summary>What was seen since the last beginning.</summary>
    public string Report()
    {
        lock (_gate)
            return $"{what}: {_spell}";
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                var answer = await ask();
                lock (_gate)
                    _spell.Answered(Stopwatch.GetElapsedTime(started), answer > Last);
                Last = Math.Max(Last, answer);
            }
            catch (Exception failure)
            {
                // Whatever a client may meet is what is to be told.
                lock (_gate)
                    _spell.Failed(Stopwatch.GetElapsedTime(started), Code().Match(failure.Message) is { Success: true } code
                        ? code.Groups[1].Value : failure.GetType().Name, failure.Message);
            }

            await Task.Delay(Pause);
        }
    }

    [GeneratedRegex("\"code\":\\s*\"([A-Z_]+)\"")]
    private static partial Regex Code();

    private sealed class Spell
    {
        private readonly Dictionary<string, (int Count, string First)> _failures = [];
        private readonly long _begin = Stopwatch.GetTimestamp();
        private long _moved = Stopwatch.GetTimestamp();
        private TimeSpan _stood;
        private TimeSpan _slowest;
        private int _answers;

        public void Answered(TimeSpan took, bool moved)
        {
            _answers++;
            _slowest = took > _slowest ? took : _slowest;
            _stood = Standing > _stood ? Standing : _stood;
            if (moved)
                _moved = Stopwatch.GetTimestamp();
        }

        public void Failed(TimeSpan took, string code, string message)
        {
            _slowest = took > _slowest ? took : _slowest;
            _failures[code] = _failures.TryGetValue(code, out var known) ? (known.Count + 1, known.First) : (1, message);
        }

        public override string ToString() =>
            $"{_answers} answers in {Stopwatch.GetElapsedTime(_begin).TotalSeconds:F0} s, the slowest {_slowest.TotalSeconds:F1} s, "
            + $"nothing new for {(Standing > _stood ? Standing : _stood).TotalSeconds:F1} s"
            + string.Concat(_failures.Select(f => $"; {f.Value.Count} x {f.Key}: {f.Value.First[..Math.Min(300, f.Value.First.Length)]}"));

        private TimeSpan Standing => Stopwatch.GetElapsedTime(_moved);
    }
}
