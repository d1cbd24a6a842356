using System.Text;
using OrleansFlights.Import;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Import.Tables;

namespace OrleansFlights.Producer.Tests;

/// <summary>Files larger than what may lie in memory: JSON documents in one pass, and tables of which most lines are no rows.</summary>
public sealed class LargeFileTests
{
    private const string Flight = """{"origin":"ZRH","destination":"JFK","scheduled_departure":"2013-01-02T12:00:00Z"}""";

    [Theory]
    [InlineData("""[{"a":1},{"a":2}]""", """{"a":1}|{"a":2}|""")]
    [InlineData(
        "[\n  {\n    \"a\": \"x}\\\"]\"\n  },\r\n  {\"b\":[{\"c\":[1]}]}\n]\n", "{     \"a\": \"x}\\\"]\"   }|{\"b\":[{\"c\":[1]}]}|")]
    [InlineData("""{"meta":{"n":[1,2]},"data":[{"a":1}],"more":{"data":[{"a":2}]}}""", """{"a":1}|{"a":2}|""")]
    [InlineData("""[[{"a":1}],[{"a":2}]]""", """{"a":1}|{"a":2}|""")]
    [InlineData("\uFEFF[{\"a\":1}]", "{\"a\":1}|")]
    [InlineData("{\"a\":\n1}\n{\"a\":[2]}\n", "{\"a\": 1}|{\"a\":[2]}|")]
    [InlineData("""[{"a":NaN},{"a":"ü"}]""", """{"a":NaN}|{"a":"ü"}|""")]
    public void Rows_AreTheObjectsOfTheArrays(string document, string rows)
    {
        using var run = new Run();
        var part = JsonRows.Of(Part(run, document), run.Folder);

        Assert.Equal(ContentKind.JsonLines, part.Kind);
        Assert.Equal(rows, File.ReadAllText(part.Path).Replace('\n', '|'));
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""")]
    [InlineData("""[1,2,3]""")]
    public void ADocumentWithoutRows_StaysWhatItIs(string document)
    {
        using var run = new Run();
        var part = Part(run, document);
        Assert.Same(part, JsonRows.Of(part, run.Folder));
    }

    [Theory]
    [InlineData("""[{"a":1},{"a":2""", "it ends inside of a value")]
    [InlineData("""[{"a":1}""", "it ends inside of a value")]
    [InlineData("""[{"a":"1}]""", "it ends inside of a value")]
    [InlineData("""[{"a":1]}""", "at byte 7 it is broken")]
    [InlineData("""[{"a":1}]<html>""", "at byte 9 it is broken")]
    [InlineData("""[{"a":1}][{"a":1}]""", "at byte 9 it is broken")]
    [InlineData("""[{"a":1},2]""", "at byte 9 it is broken")]
    [InlineData("""{"a":[{"b":1}]}{"a":1}""", "at byte 15 it is broken")]
    [InlineData("""{"a":1}{"a":2""", "it ends inside of a value")]
    public void ADamagedDocument_IsRefused(string document, string says)
    {
        using var run = new Run();
        var refused = Assert.Throws<ImportException>(() => JsonRows.Of(Part(run, document), run.Folder));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("""{"meta":{"n":1},"data":[""", "]}")]
    public async Task AJsonDocument_LargerThanWhatIsReadAsOne_IsRead(string before, string after)
    {
        using var run = new Run();
        var rows = (int)(JsonSource.LargestDocumentBytes / Flight.Length) + 1;
        var path = run.File("f.json", before + string.Join(",\n", Enumerable.Repeat(Flight, rows)) + after);

        Assert.Equal(0, await run.Async("replay", path, "--check"));

        Assert.Contains("10,000 of the first 10,000 rows are flights", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATable_OfWhichMostLinesAreNone_IsRefusedBeforeTheyAreKept()
    {
        using var run = new Run();
        var text = new StringBuilder("origin,destination,scheduled_departure\n");
        for (var row = 0; row < 1_000; row++)
            text.Append("ZRH,JFK,2013-01-02T12:00:00Z\n");
        for (var row = 0; row < BadLine.Most; row++)
            text.Append("ZRH,JFK\n");

        Assert.Equal(1, await run.Async("replay", run.File("f.csv", text.ToString()), "--accept-bad"));

        Assert.Contains("of its 101,000 lines only 1,000 have the columns origin", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Log.Entries);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", 2)]
    [InlineData("a,b\r\n\r\n1,2", 2)]
    [InlineData("a,b\r\r1,2\r", 2)]
    [InlineData("a,b\n\"x\ny\",2\n\"\"\n", 3)]
    [InlineData("", 0)]
    public void Lines_AreCountedAsTheTableHasThem(string text, long lines)
    {
        using var run = new Run();
        Assert.Equal(lines, CsvLines.Count(run.File("f.csv", text), '"'));
    }

    private static InputPart Part(Run run, string document) => new(
        "f.json", run.File("f.json", document), ContentKind.JsonDocument, "0123456789", document.Length, "JSON");
}
