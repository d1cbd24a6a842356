using System.Globalization;
using OrleansFlights.Flights;
using OrleansFlights.Simulation;

namespace OrleansFlights.Producer.Console;

/// <summary>Counts what a run wrote and says so at its end.</summary>
internal sealed class RunSummary(TimeProvider time)
{
    private const int MostReasons = 5;

    private readonly long _start = time.GetTimestamp();
    private readonly long[] _byStatus = new long[FlightStatuses.Count];
    private readonly List<string> _reasons = [];
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;

    /// <summary>Records written, whatever they hold.</summary>
    public long Records { get; private set; }

    /// <summary>Records that are no valid flight events, sent as they are.</summary>
    public long Malformed { get; private set; }

    /// <summary>Rows of files that became no event.</summary>
    public long Skipped { get; private set; }

    /// <summary>Events of one status.</summary>
    public long this[FlightStatus status] => _byStatus[(int)status];

    /// <summary>Counts a record that was written.</summary>
    public void Add(in OutgoingRecord record)
    {
        Records++;
        if (record.Status is { } status)
            _byStatus[(int)status]++;
        else
            Malformed++;
        if (record.EventTime is not { } happened)
            return;
        if (_first is null || happened < _first)
            _first = happened;
        if (_last is null || happened > _last)
            _last = happened;
    }

    /// <summary>Counts a row that became no event; the first few reasons are kept.</summary>
    public void Skip(string where, string reason)
    {
        if (++Skipped <= MostReasons)
            _reasons.Add($"{where}: {reason}");
    }

    /// <summary>Prints the summary.</summary>
    public void Write(TextWriter output)
    {
        var elapsed = time.GetElapsedTime(_start).TotalSeconds;
        var rate = elapsed > 0 ? Records / elapsed : Records;
        Line(output, "Records", $"{Records:N0} in {elapsed:N2} s, {rate:N0} a second");
        foreach (var status in FlightStatuses.All.Where(status => this[status] > 0))
            Line(output, "  " + status.Name(), $"{this[status]:N0}");
        if (Malformed > 0)
            Line(output, "  malformed", $"{Malformed:N0}");
        if (_first is { } first && _last is { } last)
        {
            Line(output, "First event", $"{first.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
            Line(output, "Last event", $"{last.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }

        if (Skipped == 0)
            return;
        Line(output, "Skipped", $"{Skipped:N0} rows that could not be mapped{(Skipped > _reasons.Count ? ", the first of them:" : ":")}");
        foreach (var reason in _reasons)
            output.WriteLine("  " + reason);
    }

    private static void Line(TextWriter output, string name, FormattableString value) =>
        output.WriteLine($"{name,-12} {value.ToString(CultureInfo.InvariantCulture)}");
}
