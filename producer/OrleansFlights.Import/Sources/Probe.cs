using System.Text;
using OrleansFlights.Import.Tables;

namespace OrleansFlights.Import.Sources;

/// <summary>What trying rows gave.</summary>
internal sealed class Probe(int mostSamples)
{
    private const int MostReasons = 20;

    private readonly Dictionary<string, (long Count, string First)> _reasons = [];

    /// <summary>Rows tried.</summary>
    public long Rows => Good + Bad + LeftOut;

    /// <summary>Rows that became events.</summary>
    public long Good { get; private set; }

    /// <summary>Rows that did not.</summary>
    public long Bad { get; private set; }

    /// <summary>Code shares left out.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The first events, as JSON.</summary>
    public List<string> Samples { get; } = [];

    /// <summary>Whether enough rows are good for all of them to be sent.</summary>
    public bool IsGoodEnough => Good + LeftOut > 0 && (Good + LeftOut) * 2 >= Rows;

    /// <summary>Reasons, most frequent first.</summary>
    public IEnumerable<string> Reasons => _reasons.OrderByDescending(reason => reason.Value.Count).Take(MostReasons)
        .Select(reason => $"{reason.Value.Count:N0} × {reason.Key}, first in {reason.Value.First}");

    public void Add(RowCursor cursor)
    {
        if (cursor.Problem is { } problem)
            AddBad(problem.Reason, $"{cursor.Where}: {problem}");
        else if (cursor.LeftOut)
            LeftOut++;
        else
            Good++;
        foreach (var record in cursor.Records.Take(mostSamples - Samples.Count))
            Samples.Add(Encoding.UTF8.GetString(record.Value.Span));
    }

    /// <summary>Adds a line that is no row.</summary>
    public void Add(BadLine line) => AddBad(line.Reason, $"line {line.Line}: '{line.Text}'");

    private void AddBad(string reason, string first)
    {
        Bad++;
        _reasons[reason] = _reasons.TryGetValue(reason, out var known) ? (known.Count + 1, known.First) : (1, first);
    }
}
