using System.Text;
using System.Text.Json;

namespace OrleansFlights.Flights.Tests;

public sealed class JsonScannerTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "\"\\u00e9\"", "\"\\ud800\"", "\"\\u12\"", "\"\\x\"", "null", "true", "false",
            "nul", "True",
        "0", "-0", "-", "01", "1.5", "1.", ".5", "1e5", "1E+5", "1e", "-1.25e-10", "NaN", "Infinity", " ", "\t", "\r\n", "\f", "\u00a0",
            "\0", "\u007f",
        "é", "🛫", "//", "/*x*/", "'", "\"a\nb\"", "{}", "[]", "{\"k\":1}", "[1,2]", "\uFEFF", ",]", ",}",
    ];

    [Fact]
    public void AcceptsWhatUtf8JsonReaderAccepts_OnRandomPieces()
    {
        var random = new Random(7);
        for (var i = 0; i < 300_000; i++)
            AssertAgree(string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Pieces[random.Next(Pieces.Length)])));
    }

    [Fact]
    public void AcceptsWhatUtf8JsonReaderAccepts_OnGeneratedAndMutatedDocuments()
    {
        var random = new Random(11);
        var accepted = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var text = new StringBuilder();
            Generate(random, text, 4);
            if (random.Next(4) != 0)
            {
                var at = random.Next(text.Length);
                var piece = Pieces[random.Next(Pieces.Length)];
                if (random.Next(2) == 0)
                    text.Remove(at, Math.Min(random.Next(1, 4), text.Length - at));
                else
                    text.Insert(at, piece);
            }

            accepted += AssertAgree(text.ToString()) ? 1 : 0;
        }

        Assert.InRange(accepted, 50_000, 190_000);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void AcceptsTheSameNesting(string open, string close)
    {
        for (var depth = 60; depth < 68; depth++)
        {
            var inner = open[0] == '[' ? "" : "0";
            var text = string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
            Assert.Equal(depth <= FlightEventParser.MaxDepth, AssertAgree(text));
        }
    }

    [Fact]
    public void EverySingleByteInAString_IsTreatedAlike()
    {
        for (var b = 0; b < 128; b++)
        {
            AssertAgree($"\"{(char)b}\"");
            AssertAgree($"\"\\{(char)b}\"");
            AssertAgree($"\"\\u00{(char)b}0\"");
            AssertAgree($"{(char)b}1{(char)b}");
        }
    }

    private static bool AssertAgree(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var scanner = new JsonScanner(bytes);
        var ours = scanner.TrySkipValue(0) && scanner.AtEnd();
        if (ours != ReaderAccepts(bytes))
            Assert.Fail($"scanner says {ours}, Utf8JsonReader says {!ours}: {text}");
        return ours;
    }

    private static bool ReaderAccepts(byte[] bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Generate(Random random, StringBuilder text, int depth)
    {
        Space(random, text);
        switch (random.Next(depth > 0 ? 7 : 5))
        {
            case 0: text.Append(random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" }); break;
            case 1: text.Append(random.Next(-1000, 1000)); break;
            case 2:
                text.Append(random.Next(-1000, 1000)).Append('.').Append(random.Next(100))
                .Append(random.Next(2) == 0 ? "e-3" : "E+12"); break;
            case 3 or 4: text.Append(random.Next(3) switch { 0 => "\"\"", 1 => "\"\\n\\\"\\u00e9\"", _ => "\"Zürich 🛬\"" }); break;
            case 5:
                text.Append('[');
                for (var i = random.Next(4); i > 0; i--)
                {
                    Generate(random, text, depth - 1);
                    text.Append(i > 1 ? "," : "");
                }

                text.Append(']');
                break;
            default:
                text.Append('{');
                for (var i = random.Next(4); i > 0; i--)
                {
                    text.Append("\"k").Append(i).Append("\":");
                    Generate(random, text, depth - 1);
                    text.Append(i > 1 ? "," : "");
                }

                text.Append('}');
                break;
        }

        Space(random, text);
    }

    private static void Space(Random random, StringBuilder text)
    {
        if (random.Next(6) == 0)
            text.Append(" \t\r\n"[random.Next(4)]);
    }
}
