using Microsoft.Extensions.Options;
using OrleansFlights.Batch.Runs;
using OrleansFlights.Flights;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Batch.DeadLetters;

/// <summary>How a replay treats letters that a careful one leaves alone.</summary>
/// <param name="Again">Submit also what was replayed before, though it then counts again.</param>
/// <param name="Unchecked">Submit also what this build still rejects.</param>
/// <param name="DryRun">Only count, submit nothing.</param>
internal readonly record struct ReplayMode(bool Again, bool Unchecked, bool DryRun);

/// <summary>What a replay did.</summary>
/// <param name="Submitted">Records appended to the topic of events (in a dry run: that would be).</param>
/// <param name="ReplayedBefore">Letters left out because they were replayed before.</param>
/// <param name="StillRejected">Letters left out because this build would reject them again, or because they do not hold the whole
/// record.</param>
internal readonly record struct ReplayResult(long Submitted, long ReplayedBefore, long StillRejected);

/// <summary>
/// Submits dead letters again: the raw bytes with the record's own key and timestamp, as new records at the end of the topic of events. A
/// letter is marked after its record is acknowledged, so a replay that dies submits at most <see cref="SubmitAtOnce"/> records a second
/// time when it is repeated, and loses none. As many may be there twice when a broker dies meanwhile, see <see cref="ITopic.AppendAsync"/>:
/// their timestamps are old.
/// </summary>
internal sealed class DeadLetterReplayer(IEventLog eventLog, DeadLetterReader reader, ReplayMarks marks, IOptions<DataOptions> data)
{
    /// <summary>Records submitted before they are marked.</summary>
    public const int SubmitAtOnce = 500;

    private const string LockFile = "replay.lock";

    private readonly FlightEventParser _parser = new();

    /// <summary>Submits the letters of a filter.</summary>
    /// <exception cref="BatchException">Another replay is under way.</exception>
    /// <exception cref="LogException">The log failed; what was submitted until then is marked, but for the last records.</exception>
    public async Task<ReplayResult> ReplayAsync(
        DeadLetterFilter filter, ReplayMode mode, IProgress<ReplayResult>? progress, CancellationToken cancellationToken)
    {
        using var alone = RunLock.TryAcquire(data.Value.File(LockFile))
            ?? throw new BatchException("Another replay is under way; two at once could submit a record twice.");
        var replayed = await marks.ReadAsync(cancellationToken);
        var result = default(ReplayResult);
        var chosen = new List<DeadLetter>(SubmitAtOnce);
        await foreach (var letter in reader.ReadAsync(filter, after: null, foreign: null, cancellationToken))
        {
            if (!mode.Again && replayed.Contains(PlaceOf(letter)))
                result = result with { ReplayedBefore = result.ReplayedBefore + 1 };
            else if (!letter.IsWhole || (!mode.Unchecked && !_parser.Parse(letter.Value, letter.Timestamp, out _).IsValid))
                result = result with { StillRejected = result.StillRejected + 1 };
            else
                chosen.Add(letter);

            if (chosen.Count == SubmitAtOnce)
                result = await SubmitAsync(chosen, mode, result, progress, cancellationToken);
        }

        return await SubmitAsync(chosen, mode, result, progress, cancellationToken);
    }

    private static RecordPosition PlaceOf(DeadLetter letter) => new(letter.Partition, letter.Offset);

    private async Task<ReplayResult> SubmitAsync(
        List<DeadLetter> letters, ReplayMode mode, ReplayResult result, IProgress<ReplayResult>? progress,
            CancellationToken cancellationToken)
    {
        if (letters.Count == 0)
            return result;
        if (!mode.DryRun)
        {
            await eventLog.Events.AppendAsync(letters.Select(l => new LogEntry(l.Key, l.Value, l.Timestamp)).ToArray(), cancellationToken);
            await marks.AddAsync(letters.Select(PlaceOf), CancellationToken.None);
        }

        result = result with { Submitted = result.Submitted + letters.Count };
        letters.Clear();
        progress?.Report(result);
        return result;
    }
}
