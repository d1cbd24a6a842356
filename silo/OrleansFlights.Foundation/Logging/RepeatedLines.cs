namespace OrleansFlights.Foundation.Logging;

/// <summary>What makes two lines tell of the same failure, whatever numbers and names are in them.</summary>
/// <param name="Category">The logger.</param>
/// <param name="EventId">The event's number.</param>
/// <param name="Template">The message before values are filled in.</param>
/// <param name="Exception">The exception's type; null for none.</param>
internal readonly record struct LineKind(string Category, int EventId, string Template, Type? Exception);

/// <summary>A line about lines that were held back.</summary>
/// <param name="Kind">What they tell of.</param>
/// <param name="Text">What to say.</param>
internal readonly record struct LineSummary(LineKind Kind, string Text);

/// <summary>
/// Which lines of one kind are shown: the first few that differ; then none, but each minute a line that says how many there were, and one
/// when no more came for a minute. So a failure that lasts costs a line a minute, however often it happens. Not safe for several threads.
/// </summary>
internal sealed class RepeatedLines
{
    /// <summary>How often held back lines are summed up, and how long none must come for the failure to be over.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Lines of a kind that are shown when they differ: several partitions, several addresses.</summary>
    private const int MostDifferent = 3;

    /// <summary>Kinds that are remembered; more are shown as they come.</summary>
    private const int MostKinds = 1000;

    private readonly Dictionary<LineKind, Spell> _spells = [];

    /// <summary>A line without its digits: attempts, times and ports make no other failure of it.</summary>
    private static string Bare(string text) => string.Concat(text.Where(c => !char.IsAsciiDigit(c)));

    /// <summary>Whether a line is to be shown.</summary>
    public bool Show(LineKind kind, string text, DateTimeOffset now)
    {
        if (!_spells.TryGetValue(kind, out var spell))
        {
            if (_spells.Count < MostKinds)
                _spells.Add(kind, new Spell(text, now));
            return true;
        }

        spell.Total++;
        spell.Last = now;
        spell.LastText = text;
        if (spell.Shown.Count < MostDifferent && spell.Shown.Add(Bare(text)))
            return true;
        spell.Hidden++;
        return false;
    }

    /// <summary>What is to be said about lines that were held back, and which failures are over.</summary>
    public IReadOnlyList<LineSummary> Summarize(DateTimeOffset now)
    {
        var said = new List<LineSummary>();
        foreach (var (kind, spell) in _spells)
        {
            if (now - spell.Last >= Window)
            {
                _spells.Remove(kind);
                if (spell.WasHidden || spell.Hidden > 0)
                    said.Add(
                        new LineSummary(
                        kind, $"No more for a minute, after {spell.Total:N0} times within {Elapsed(spell.Last - spell.First)}: "
                            + $"{spell.LastText}"));
            }
            else if (spell.Hidden > 0 && now - spell.Told >= Window)
            {
                said.Add(new LineSummary(kind, $"{spell.Hidden:N0} more times within {Elapsed(now - spell.Told)}: {spell.LastText}"));
                (spell.Hidden, spell.WasHidden, spell.Told) = (0, true, now);
            }
        }

        return said;
    }

    private static string Elapsed(TimeSpan time) =>
        time.ToString(time.TotalDays < 1 ? "hh\\:mm\\:ss" : "d\\.hh\\:mm\\:ss", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Spell(string text, DateTimeOffset now)
    {
        public DateTimeOffset First { get; } = now;

        public DateTimeOffset Last { get; set; } = now;

        public DateTimeOffset Told { get; set; } = now;

        public HashSet<string> Shown { get; } = [Bare(text)];

        public string LastText { get; set; } = text;

        public long Total { get; set; } = 1;

        public long Hidden { get; set; }

        public bool WasHidden { get; set; }
    }
}
