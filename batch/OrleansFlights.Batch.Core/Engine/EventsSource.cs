using System.Globalization;
using System.Text;
using OrleansFlights.Batch.Archive;

namespace OrleansFlights.Batch.Engine;

/// <summary>Writes the view <c>events</c> over slices of the archive: the only SQL that differs between engines.</summary>
/// <param name="wholeFiles">The table expression over some files.</param>
/// <param name="quote">What encloses a name.</param>
internal sealed class EventsSource(Func<IEnumerable<string>, string> wholeFiles, char quote)
{
    private const string Columns = "valid, origin, destination, airline, status, scheduled_departure, actual_departure, event_time";

    /// <summary>The view's query.</summary>
    /// <param name="slices">Slices with the path of their file.</param>
    public string Query(IReadOnlyList<(FileSplit Slice, string Path)> slices)
    {
        var parts = new List<string>();
        var whole = slices.Where(s => s.Slice.IsWhole).Select(s => s.Path).ToList();
        if (whole.Count > 0)
            parts.Add($"SELECT {Columns} FROM {wholeFiles(whole)}");
        foreach (var (slice, path) in slices.Where(s => !s.Slice.IsWhole))
        {
            parts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {Columns} FROM {wholeFiles([path])} WHERE {quote}offset{quote} >= {slice.From} AND {quote}offset{quote} < "
                + $"{slice.To}"));
        }

        return new StringBuilder().AppendJoin(" UNION ALL ", parts).ToString();
    }
}
