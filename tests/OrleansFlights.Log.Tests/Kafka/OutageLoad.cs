using System.Diagnostics;
using System.Globalization;
using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Kafka;

/// <summary>
/// Writers that append numbered records, each under a key of its own, and a reader that follows them; all stop when it is disposed.
/// </summary>
internal sealed class OutageLoad : IAsyncDisposable
{
    private const int Writers = 4;
    private const int Batch = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ITopic _log;
    private readonly Func<DateTimeOffset> _timestamp;
    private readonly CancellationTokenSource _stopWriting = CancellationTokenSource.CreateLinkedTokenSource(Token);
    private readonly CancellationTokenSource _stopReading = CancellationTokenSource.CreateLinkedTokenSource(Token);
    private readonly int[] _acknowledged = new int[Writers];
    private readonly RecordingSink _sink = new();
    private readonly Task _writing;
    private readonly Task _reading;
    private long _end = long.MaxValue;

    public OutageLoad(ITopic log, Func<DateTimeOffset> timestamp)
    {
        _log = log;
        _timestamp = timestamp;
        _writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Write(writer))));
        _reading = Task.Factory.StartNew(Read, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Waits until some hundred more records were acknowledged.</summary>
    public async Task WaitForAppends()
    {
        const int More = 500;
        var goal = Acknowledged() + More;
        var started = Stopwatch.GetTimestamp();
        while (Acknowledged() < goal)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"Only {Acknowledged()} of {goal} records were acknowledged");
            if (await Task.WhenAny(_writing, _reading, Task.Delay(20, Token)) is { IsFaulted: true } failed)
                await failed;
        }
    }

    /// <summary>Ends the writing and waits until the reader has all.</summary>
    /// <returns>What the reader was handed.</returns>
    public async Task<IReadOnlyList<Recorded>> Finish()
    {
        await _stopWriting.CancelAsync();
        await _writing.WaitAsync(Patience, Token);
        Volatile.Write(ref _end, (await _log.GetOffsetsAsync(Token))[0].End);
        await _reading.WaitAsync(Patience, Token);
        return _sink.Records;
    }

    /// <summary>Asserts that records hold all that was acknowledged of every writer, in order.</summary>
    /// <param name="records">The records.</param>
    /// <param name="once">Whether none may be there a second time.</param>
    public void AssertComplete(IEnumerable<Recorded> records, bool once)
    {
        var byWriter = records.ToLookup(record => record.Key, record => record.Value);
        for (var writer = 0; writer < Writers; writer++)
        {
            var values = byWriter[Key(writer)];
            Assert.Equal(
                Enumerable.Range(0, _acknowledged[writer]).Select(number => number.ToString(CultureInfo.InvariantCulture)),
                once ? values : values.Distinct());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopWriting.CancelAsync();
        await _stopReading.CancelAsync();
        await Task.WhenAny(_reading);
        _stopWriting.Dispose();
        _stopReading.Dispose();
    }

    private static string Key(int writer) => writer.ToString(CultureInfo.InvariantCulture);

    private int Acknowledged() => Enumerable.Range(0, Writers).Sum(writer => Volatile.Read(ref _acknowledged[writer]));

    private async Task Write(int writer)
    {
        while (!_stopWriting.IsCancellationRequested)
        {
            await _log.Append(Numbered(_acknowledged[writer], Batch, key: Key(writer), timestamp: _timestamp().ToUnixTimeMilliseconds()));
            Interlocked.Add(ref _acknowledged[writer], Batch);
        }
    }

    /// <summary>The reader lives and ends on its thread.</summary>
    private void Read()
    {
        using var reader = _log.OpenReader(0, 0);
        while (reader.Position < Volatile.Read(ref _end))
        {
            try
            {
                reader.Read(_sink, 1000, TimeSpan.FromMilliseconds(100), _stopReading.Token);
            }
            catch (LogException e) when (e.IsTransient)
            {
                // Its broker is away; the next call goes on where this one was.
            }
        }
    }
}
