using System.Globalization;
using System.Text;
using static OrleansFlights.Producer.Tests.ImportFixtures;

namespace OrleansFlights.Producer.Tests;

/// <summary>
/// Files as people have them, and what each gives: the right events, or a refusal that names what is wrong before anything reaches the log.
/// </summary>
public sealed class ImportTableTests
{
    private const string Scheduled = "ZRH-JFK scheduled 2013-01-02T12:00:00Z";
    private const string Departed = "ZRH-JFK departed 2013-01-02T12:10:00Z";

    private const string OwnEvent =
        """{"flight_id":"LX14","airline":"Swiss","origin":"ZRH","destination":"JFK","scheduled_departure":"2013-01-02T12:00:00Z","actual_departure":null,"status":"scheduled","aircraft":{"model":"","registration":""},"event_time":"2013-01-02T12:00:00Z"}""";

    private static readonly Dictionary<string, Input> Inputs = new()
    {
        // Formats.
        ["csv"] = Right("f.csv", Utf8(Csv)),
        ["csv, named parquet"] = Right("f.parquet", Utf8(Csv)),
        ["csv, no name's ending"] = Right("flights", Utf8(Csv)),
        ["tab separated"] = Right("f.tsv", Utf8(Csv.Replace(',', '\t'))),
        ["semicolons"] = Right("f.csv", Utf8(Csv.Replace(',', ';'))),
        ["bars"] = Right("f.txt", Utf8(Csv.Replace(',', '|'))),
        ["quoted, CR LF, trailing comma"] = Right("f.csv", Utf8(
            "\"airline\",\"origin\",\"destination\",\"scheduled_departure\",\"delay\",\r\n\"Swiss, "
            + "Ltd.\",\"ZRH\",\"JFK\",\"2013-01-02T12:00:00Z\",\"10\",\r\n")),
        ["json array"] = Right("f.json", Utf8("""[{"origin":"ZRH","destination":"JFK","scheduled_departure":"2013-01-02T12:00:00Z","delay":10}]""")),
        ["json array over lines"] = Right(
            "f.json",
            Utf8("[\n  {\n \"origin\": \"ZRH\",\n \"destination\": \"JFK\", \"scheduled_departure\": \"2013-01-02T12:00:00Z\", \"delay\": "
                + "10 }\n]\n")),
        ["json in an envelope"] = Right("f.json", Utf8("""{"total":1,"data":[{"origin":"ZRH","destination":"JFK","scheduled_departure":"2013-01-02T12:00:00Z","delay":10}]}""")),
        ["json lines of others"] = Right("f.jsonl",
            Utf8("{\"origin\":\"ZRH\",\"destination\":\"JFK\",\"scheduled_departure\":\"2013-01-02T13:00:00+01:00\",\"delay\":10}\n")),
        ["our own events"] = new("f.jsonl", Utf8(OwnEvent + "\n"), [], 0, [Scheduled], ""),
        ["parquet, snappy"] = Right(
            "f.parquet", ParquetOf("SELECT 'ZRH' origin, 'JFK' destination, TIMESTAMP '2013-01-02 12:00:00' scheduled_departure, 10 delay",
            ", COMPRESSION snappy")),
        ["parquet, zstd, named csv"] = Right(
            "f.csv",
            ParquetOf("SELECT 'ZRH' origin, 'JFK' destination, TIMESTAMPTZ '2013-01-02 13:00:00+01' scheduled_departure, 10.0 delay",
            ", COMPRESSION zstd")),
        ["parquet, nanoseconds, decimal"] = Right("f.parquet", ParquetOf(
            "SELECT 'ZRH' origin, 'JFK' destination, TIMESTAMP_NS '2013-01-02 12:00:00' scheduled_departure, 10.00::DECIMAL(5,2) delay")),

        // Encodings.
        ["utf-8 with its mark"] = Right("f.csv", Encoded(Csv, new UTF8Encoding(true))),
        ["our own events with a mark"] = new("f.jsonl", Encoded(OwnEvent, new UTF8Encoding(true)), [], 0, [Scheduled], ""),
        ["utf-16 little"] = Right("f.csv", Encoded(Csv, Encoding.Unicode)),
        ["utf-16 big"] = Right("f.csv", Encoded(Csv, Encoding.BigEndianUnicode)),
        ["utf-16 without mark"] = Right("f.csv", Encoding.Unicode.GetBytes(Csv)),
        ["utf-32"] = Right("f.csv", Encoded(Csv, Encoding.UTF32)),
        ["windows-1252"] = Right("f.csv",
            Encoding.Latin1.GetBytes(Csv.Replace("Swiss", "Zürich Air", StringComparison.Ordinal))) with
        { Says = "read as Windows-1252" },

        // Compression.
        ["gzip"] = Right("f.csv.gz", Gzip(Utf8(Csv))),
        ["gzip without its ending"] = Right("f.csv", Gzip(Utf8(Csv))),
        ["zstd"] = Right("f.csv.zst", Zstd(Utf8(Csv))),
        ["xz"] = Right("f.csv.xz", Xz()),
        ["bzip2"] = Right("f.csv.bz2", Bzip2(Utf8(Csv))),
        ["zip with a page beside"] = Right("f.zip", Zip(("2013.csv", Utf8(Csv)), ("readme.html", Utf8("<html></html>")),
            ("__MACOSX/._2013.csv", [0, 5, 7]))) with
        { Says = "left out" },
        ["tar.gz"] = Right("f.tgz", Gzip(Tar(("a/2013.csv", Utf8(Csv))))),
        ["utf-16 in a zip"] = Right("f.zip", Zip(("2013.csv", Encoded(Csv, Encoding.Unicode)))),

        // Spellings of a time.
        ["time with space and +00"] = Time("2013-01-02 12:00:00+00"),
        ["time with +0400"] = Time("2013-01-02T16:00:00+0400"),
        ["time with +04:00, no seconds"] = Time("2013-01-02T16:00+04:00"),
        ["time with fraction and z"] = Time("2013-01-02t12:00:00.000z"),
        ["time with slashes, no zone"] = Time("2013/01/02 12:00"),
        ["time with zone's name"] = Time("2013-01-02 13:00", "--zone", "Europe/Zurich"),
        ["time of the airport"] = Time("2013-01-02 13:00", "--zone", "airport"),
        ["compact time"] = Time("20130102T120000Z"),
        ["month by name"] = Time("2-Jan-2013 12:00"),
        ["american time"] = Time("1/2/2013 12:00:00 PM", "--dates", "mdy"),
        ["epoch seconds"] = Time("1357128000"),
        ["epoch seconds with fraction"] = Time("1357128000.0"),
        ["epoch milliseconds"] = Time("1357128000000"),
        ["epoch microseconds"] = Time("1357128000000000"),
        ["epoch nanoseconds"] = Time("1357128000000000000"),
        ["hhmm and date"] = Table("origin,destination,date,scheduled_departure,delay", "ZRH,JFK,2013-01-02,1300,10"),
        ["hhmm without zero, 2400 the day before"] = new(
            "f.csv", Utf8("origin,destination,date,scheduled_departure\nZRH,JFK,2013-01-02,515\nZRH,LHR,20130101,2400\n"), [], 0,
            ["ZRH-JFK scheduled 2013-01-02T04:15:00Z", "ZRH-LHR scheduled 2013-01-01T23:00:00Z"], ""),
        ["an expression"] = Table(
            "origin,destination,d,h,delay", "ZRH,JFK,2013-01-02,12,10", "--map", "scheduled_departure=d + to_hours(h)"),
        ["hour skipped in spring, and told twice in autumn"] = new(
            "f.csv", Utf8("origin,destination,scheduled_departure\nJFK,ZRH,2013-03-10 02:30\nJFK,ZRH,2013-11-03 01:30\n"),
                ["--zone", "airport"], 0,
            ["JFK-ZRH scheduled 2013-03-10T07:30:00Z", "JFK-ZRH scheduled 2013-11-03T05:30:00Z"], ""),

        // No value.
        ["NA, NaN, null, \\N and blank"] = new(
            "f.csv", Utf8("origin,destination,scheduled_departure,delay\n"
                + string.Concat(new[] { "NA", "NaN", "null", "\\N", "", " " }.Select(mark => $"ZRH,JFK,2013-01-02T12:00:00Z,{mark}\n"))),
            [], 0, [.. Enumerable.Repeat(Scheduled, 6)], ""),
        ["a mark of one's own"] = new("f.csv", Utf8("origin,destination,scheduled_departure,delay\nZRH,JFK,2013-01-02T12:00:00Z,-9999\n"),
            ["--null", "-9999"], 0, [Scheduled], ""),
        ["Nadi is no NaN"] = new("f.csv", Utf8("origin,destination,scheduled_departure\nNAN,AKL,2013-01-02T12:00:00Z\n"), [], 0,
            ["NAN-AKL scheduled 2013-01-02T12:00:00Z"], ""),

        // Ids of airports; cancelled and diverted; code shares.
        ["icao"] = Table("origin,destination,scheduled_departure,delay", "LSZH,KJFK,2013-01-02T12:00:00Z,10"),
        ["dot ids"] = new(
            "f.csv", Utf8("origin,destination,scheduled_departure\n16321,12478,2013-01-02T12:00:00Z\n"), [], 0, [Scheduled], ""),
        ["lower case"] = Table("origin,destination,scheduled_departure,delay", "zrh,jfk,2013-01-02T12:00:00Z,10"),
        ["cancelled and diverted"] = new(
            "f.csv",
                Utf8("origin,destination,scheduled_departure,delay,cancelled,diverted\nZRH,JFK,2013-01-02T12:00:00Z,,1,0\nZRH,JFK,2013-01-02T12:00:00Z,10,0,1\n"), [], 0,
            [Scheduled, "ZRH-JFK cancelled 2013-01-02T12:00:00Z", Scheduled, Departed, "ZRH-JFK diverted 2013-01-02T12:10:00Z"], ""),
        ["statuses in their words"] = new(
            "f.csv",
                Utf8("origin,destination,scheduled_departure,status\nZRH,JFK,2013-01-02T12:00:00Z,Canceled\nZRH,JFK,2013-01-02T12:00:00Z,En Route\n"), [], 0,
            ["ZRH-JFK cancelled 2013-01-02T12:00:00Z", "ZRH-JFK departed 2013-01-02T12:00:00Z"], ""),
        ["a code share"] = new(
            "f.csv",
                Utf8("origin,destination,scheduled_departure,codeshare\nZRH,JFK,2013-01-02T12:00:00Z,\nZRH,JFK,2013-01-02T12:00:00Z,LX14\n"), [], 0, [Scheduled], "1 code shares left out"),

        // Refused: nothing reaches the log.
        ["html named parquet"] = Refused("f.parquet", Utf8("<!DOCTYPE html><html><body>404</body></html>"), "f.parquet is an HTML page"),
        ["xml"] = Refused("f.xml", Utf8("<?xml version=\"1.0\"?><flights/>"), "f.xml is XML"),
        ["pdf"] = Refused("f.csv", Utf8("%PDF-1.7 ..."), "f.csv is a PDF document"),
        ["excel"] = Refused(
            "f.csv", Zip(("xl/workbook.xml", Utf8("<x/>")), ("[Content_Types].xml", Utf8("<x/>"))), "f.csv is an Excel workbook"),
        ["7z"] = Refused("f.7z", [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "f.7z is a 7z archive"),
        ["git lfs pointer"] = Refused("f.parquet", Utf8("version https://git-lfs.github.com/spec/v1\noid sha256:1\n"), "Git LFS pointer"),
        ["empty"] = Refused("f.csv", [], "f.csv is empty"),
        ["blank"] = Refused("f.csv", Utf8(" \n\n"), "f.csv is empty"),
        ["header only"] = Refused("f.csv", Utf8("origin,destination,scheduled_departure,delay\n"), "f.csv has no rows"),
        ["binary"] = Refused("f.csv", [.. Utf8(Csv), 0, 1, 2, 255], "f.csv is no text: byte"),
        ["prose"] = Refused("f.txt", Utf8("All flights were late.\nNobody minded.\n"), "f.txt"),
        ["another table"] = Refused("f.csv", Utf8("name,age\nJo,7\n"), "f.csv has no column 'origin'"),
        ["cut gzip"] = Refused("f.csv.gz", Gzip(Utf8(string.Concat(Enumerable.Repeat(Csv, 50))))[..60], "no whole gzip file"),
        ["cut zstd"] = Refused(
            "f.csv.zst", Zstd(Utf8(string.Concat(Enumerable.Range(0, 500).Select(i => $"{Csv}{i * 7919}"))))[..300], "no whole zstd file"),
        ["cut xz"] = Refused("f.csv.xz", Xz()[..60], "no whole xz file"),
        ["cut zip"] = Refused("f.zip", Zip(("a.csv", Utf8(Csv)))[..80], "no whole zip archive"),
        ["cut parquet"] = Refused("f.parquet", ParquetOf("SELECT 1 a")[..^20], "begins like Parquet but does not end like it"),
        ["cut json"] = Refused("f.json", Utf8("""[{"origin":"ZRH","destination":"JFK","scheduled_dep"""), "f.json is no JSON that can be read"),
        ["json of no objects"] = Refused("f.json", Utf8("[1, 2, 3]"), "holds no objects"),
        ["half of the time"] = Refused(
            "f.csv", Utf8("origin,destination,scheduled_departure\nZRH,JFK,2355\n"), "scheduled_departure holds times of day such as 2355"),
        ["a number of no meaning"] = Refused(
            "f.csv", Utf8("origin,destination,scheduled_departure\nZRH,JFK,41276.5\n"), "it is unclear what time the number 41276.5 is"),
        ["minutes or 1976"] = Refused("f.csv", Utf8("origin,destination,scheduled_departure\nZRH,JFK,201301021200\n"),
            "it is unclear what time the number 201301021200 is"),
        ["day or month first"] = Refused(
            "f.csv", Utf8("origin,destination,scheduled_departure\nZRH,JFK,1/2/2013 12:00\n"), "may have the day or the month first"),
        ["a column misspelt"] = Refused("f.csv", Utf8(Csv), "has no column 'operatr' for airline", "--map", "airline=operatr"),
        ["a column misspelt over json"] = Refused(
            "f.json", Utf8("""[{"operator":"Swiss","origin":"ZRH","destination":"JFK","scheduled_departure":"2013-01-02T12:00:00Z"}]"""),
            "has no column 'operatr' for airline; did you mean 'operator'?", "--map", "airline=operatr"),
        ["an expression that reads elsewhere"] = Refused(
            "f.csv", Utf8(Csv), "is no expression", "--map", "airline=(SELECT content FROM read_text('/etc/hostname'))"),
        ["mostly no flights"] = Refused("f.csv", Utf8(Csv
            + "Swiss,1,ZRH,ZRH,2013-01-02T12:00:00Z,1\nSwiss,1,ZRH,??,2013-01-02T12:00:00Z,1\n"), "of the first 3 rows only 1 are flights"),

        // Partly good.
        ["one bad row of three"] = new(
            "f.csv", Utf8(Csv + "Swiss,1,ZRH,JFK,yesterday,1\nSwiss,14,ZRH,JFK,2013-01-02T12:00:00Z,10\n"), [], 1,
                [Scheduled, Departed, Scheduled, Departed],
            "f.csv row 2: scheduled_departure: not a time (column scheduled_departure holds 'yesterday')"),
        ["a line of too few columns"] = new("f.csv", Utf8(Csv + "Swiss,1\nSwiss,14,ZRH,JFK,2013-01-02T12:00:00Z,10\n"), [], 1,
            [Scheduled, Departed, Scheduled, Departed], "f.csv line 3: "),
        ["a bad row that is accepted"] = new(
            "f.csv", Utf8(Csv + "Swiss,1,ZRH,JFK,yesterday,1\n"), ["--accept-bad"], 0, [Scheduled, Departed], "f.csv row 2"),
        ["a malformed line among our own"] = new("f.jsonl", Utf8(OwnEvent + "\n{broken\n"), [], 1, [Scheduled], "f.jsonl line 2: "),
    };

    public static TheoryData<string> Names => [.. Inputs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Input_GivesItsEventsOrIsRefused(string name)
    {
        var input = Inputs[name];
        using var run = new Run();
        var path = Path.Combine(run.Folder, input.File);
        await File.WriteAllBytesAsync(path, input.Bytes, TestContext.Current.CancellationToken);

        var code = await run.Async(["replay", path, .. input.Arguments]);

        Assert.True(code == input.Code, $"exit code {code}\n{run.Output}\n{run.Error}");
        Assert.Equal(input.Events, run.Log.Flights().Select(flight =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{flight.Origin}-{flight.Destination} {flight.Status.ToString().ToLowerInvariant()} "
                + $"{flight.EventTime.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}")));
        Assert.Equal(input.Events.Length, run.Log.Entries.Count);
        Assert.Contains(input.Says, run.Output + run.Error, StringComparison.Ordinal);

        // What was sent is remembered, what was refused is not.
        if (input.Events.Length > 0)
        {
            Assert.Equal(0, await run.Async(["replay", path, .. input.Arguments]));
            Assert.Equal(input.Events.Length, run.Log.Entries.Count);
            Assert.Contains("was imported before", run.Output, StringComparison.Ordinal);
        }
    }

    private static Input Right(string file, byte[] bytes) => new(file, bytes, [], 0, [Scheduled, Departed], "");

    private static Input Table(string header, string row, params string[] arguments) =>
        Right("f.csv", Utf8($"{header}\n{row}\n")) with { Arguments = arguments };

    private static Input Time(string time, params string[] arguments) =>
        Table("origin,destination,scheduled_departure,delay", $"ZRH,JFK,{time},10", arguments);

    private static Input Refused(string file, byte[] bytes, string says, params string[] arguments) =>
        new(file, bytes, arguments, 1, [], says);

    private sealed record Input(string File, byte[] Bytes, string[] Arguments, int Code, string[] Events, string Says);
}
