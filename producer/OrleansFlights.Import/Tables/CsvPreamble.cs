using System.Text;

namespace OrleansFlights.Import.Tables;

/// <summary>
/// What stands before the header of a CSV file: blank lines, comments, a title, Excel's line about separators. The header is the first line
/// that has two names of columns that are known; without such a line only what is certainly no row is passed over.
/// </summary>
/// <param name="Lines">How many lines to skip.</param>
/// <param name="Delimiter">The separator that the file itself names, or that stands between the names; null when that is not known.</param>
internal readonly record struct CsvPreamble(int Lines, char? Delimiter)
{
    private const int MostLines = 100;
    private const int MostCharacters = 1 << 16;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>Looks at the first lines of a file.</summary>
    public static CsvPreamble Of(string path, Func<string, bool> isKnownName)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var head = new char[MostCharacters];
        var text = new string(head, 0, reader.ReadBlock(head));
        return Of(text.ReplaceLineEndings("\n").Split('\n').Take(MostLines).ToList(), isKnownName);
    }

    private static CsvPreamble Of(List<string> lines, Func<string, bool> isKnownName)
    {
        char? delimiter = null;
        var passed = 0;
        var isCertain = true;
        for (var at = 0; at < lines.Count; at++)
        {
            var best = Delimiters.MaxBy(mark => KnownNames(lines[at], mark, isKnownName));
            if (KnownNames(lines[at], best, isKnownName) >= 2)
                return new CsvPreamble(at, delimiter ?? best);
            if (IsSeparatorLine(lines[at]))
                delimiter = lines[at][4];
            isCertain &= lines[at].Trim().Length == 0 || lines[at][0] == '#' || IsSeparatorLine(lines[at]);
            if (isCertain)
                passed = at + 1;
        }

        return new CsvPreamble(passed < lines.Count ? passed : 0, delimiter);
    }

    private static int KnownNames(string line, char mark, Func<string, bool> isKnownName) =>
        line.Split(mark).Count(name => isKnownName(name.Trim().Trim('"', '\'').Trim()));

    private static bool IsSeparatorLine(string line) => line.Length == 5 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase);
}
