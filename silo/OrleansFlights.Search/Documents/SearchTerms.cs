using System.Globalization;
using System.Text;

namespace OrleansFlights.Search;

/// <summary>
/// The words of a text: lower case, Latin letters without their accents, everything but letters and digits between them. Made here and not
/// by an engine's own analysis, so that every engine finds the same flights.
/// </summary>
public static class SearchTerms
{
    private const char FirstFolded = 'ß';
    private const char LastFolded = 'ž';

    private static readonly string?[] Folds = MakeFolds();

    /// <summary>The words of a document, each once, in ordinal order: of its id, airline, airports and aircraft.</summary>
    public static IReadOnlyCollection<string> Of(FlightDocument flight)
    {
        var terms = new SortedSet<string>(StringComparer.Ordinal);
        Add(terms, flight.FlightId);
        Add(terms, flight.Airline);
        Add(terms, flight.Origin.ToString());
        Add(terms, flight.Destination.ToString());
        Add(terms, flight.Model);
        Add(terms, flight.Registration);
        return terms;
    }

    /// <summary>The words of what somebody searches for, each once, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Of(string text)
    {
        var terms = new SortedSet<string>(StringComparer.Ordinal);
        Add(terms, text);
        return terms;
    }

    private static void Add(SortedSet<string> terms, string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(rune);
            if (Rune.IsLetterOrDigit(lower))
            {
                word.Append(Fold(lower));
            }
            else if (word.Length > 0 && Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                terms.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
            terms.Add(word.ToString());
    }

    private static string Fold(Rune letter) =>
        letter.Value is >= FirstFolded and <= LastFolded && Folds[letter.Value - FirstFolded] is { } fold ? fold : letter.ToString();

    private static string?[] MakeFolds()
    {
        // What remains, and of which lower-case letters.
        (string Remains, string Letters)[] groups =
        [
            ("a", "àáâãäåāăą"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ðďđ"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("h", "ĥħ"),
                ("i", "ìíîïĩīĭįı"),
            ("ij", "ĳ"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŋ"), ("o", "òóôõöøōŏő"), ("oe", "œ"), ("r", "ŕŗř"),
                ("s", "śŝşš"),
            ("ss", "ß"), ("t", "ţťŧ"), ("th", "þ"), ("u", "ùúûüũūŭůűų"), ("w", "ŵ"), ("y", "ýÿŷ"), ("z", "źżž"),
        ];
        var folds = new string?[LastFolded - FirstFolded + 1];
        foreach (var (remains, letters) in groups)
        {
            foreach (var letter in letters)
                folds[letter - FirstFolded] = remains;
        }

        return folds;
    }
}
