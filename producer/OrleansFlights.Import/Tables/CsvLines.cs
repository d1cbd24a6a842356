using System.Buffers;

namespace OrleansFlights.Import.Tables;

/// <summary>Counts the lines of a CSV file that hold something; a line break inside of quotes ends none.</summary>
internal static class CsvLines
{
    private const int BufferBytes = 1 << 20;

    public static long Count(string path, char quote)
    {
        var marks = SearchValues.Create([(byte)'\n', (byte)'\r', (byte)quote]);
        var buffer = new byte[BufferBytes];
        var lines = 0L;
        var inQuotes = false;
        var holdsSomething = false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        while (file.Read(buffer) is > 0 and var read)
        {
            var rest = buffer.AsSpan(0, read);
            while (!rest.IsEmpty)
            {
                var at = rest.IndexOfAny(marks);
                holdsSomething |= at != 0;
                if (at < 0)
                    break;
                if (rest[at] == quote)
                {
                    (inQuotes, holdsSomething) = (!inQuotes, true);
                }
                else if (!inQuotes && holdsSomething)
                {
                    lines++;
                    holdsSomething = false;
                }

                rest = rest[(at + 1)..];
            }
        }

        return lines + (holdsSomething ? 1 : 0);
    }
}
