using System.Text;
using static OrleansFlights.Producer.Tests.ImportFixtures;
using static OrleansFlights.Producer.Tests.ImportInput;

namespace OrleansFlights.Producer.Tests;

/// <summary>Bytes as they come out of spreadsheets, scripts and broken downloads: encodings, line ends, quoting, packing, JSON.</summary>
public sealed class ImportFileTests
{
    private const string Header = "airline,flight_number,origin,destination,scheduled_departure,delay";
    private const string Row = "Swiss,14,ZRH,JFK,2013-01-02T12:00:00Z,10";
    private const string Json = """{"origin":"ZRH","destination":"JFK","scheduled_departure":"2013-01-02T12:00:00Z","delay":10}""";

    private static readonly string[] Twice = [Scheduled, Departed, Scheduled, Departed];

    private static readonly Dictionary<string, ImportInput> Inputs = new()
    {
        // Encodings.
        ["utf-16 big without mark"] = Right("f.csv", Encoding.BigEndianUnicode.GetBytes(Csv)),
        ["utf-32 big"] = Right("f.csv", Encoded(Csv, new UTF32Encoding(bigEndian: true, byteOrderMark: true))),
        ["utf-16, tabs, as Excel saves it"] = Right("f.txt", Encoded(Csv.Replace(',', '\t').Replace("\n", "\r\n"), Encoding.Unicode)),
        ["utf-16 json"] = Right("f.json", Encoded($"[{Json}]", Encoding.Unicode)),
        ["utf-16 our own mark inside a zip in a gzip"] = Right("f", Gzip(Zip(("a.csv", Encoded(Csv, Encoding.BigEndianUnicode))))),
        ["one broken byte"] = Right("f.csv", [.. Utf8($"{Header}\nSwi"), 0xFF, .. Utf8("ss,14,ZRH,JFK,2013-01-02T12:00:00Z,10\n")]) with
        {
            Says = "read as Windows-1252",
        },
        ["zero bytes"] = Refused("f.csv", Utf8($"{Header}\n{Row}\nSwiss\0,14,ZRH,JFK,2013-01-02T12:00:00Z,10\n"), "f.csv is no text: byte"),
        ["two files put together, mark and header inside"] = new(
            "f.csv", [.. Encoded(Csv, new UTF8Encoding(true)), .. Encoded(Csv, new UTF8Encoding(true))], [], 1, Twice, "f.csv row 2"),

        // Lines, quotes, columns.
        ["carriage returns only"] = Right("f.csv", Utf8(Csv.Replace('\n', '\r'))),
        ["mixed line ends"] = new("f.csv", Utf8($"{Header}\r\n{Row}\n{Row}\r\n"), [], 0, Twice, ""),
        ["no line end at the end"] = Right("f.csv", Utf8($"{Header}\n{Row}")),
        ["blank lines between"] = new("f.csv", Utf8($"{Header}\n\n{Row}\n\n\n{Row}\n\n"), [], 0, Twice, ""),
        ["blank lines before the header"] = Right("f.csv", Utf8($"\n\n{Header}\n{Row}\n")),
        ["a line break in quotes"] = Table("note,origin,destination,scheduled_departure,delay",
            "\"to sea\nand back\",ZRH,JFK,2013-01-02T12:00:00Z,10"),
        ["quotes in quotes"] = Table("note,origin,destination,scheduled_departure,delay",
            "\"the \"\"big\"\" one, late\",ZRH,JFK,2013-01-02T12:00:00Z,10"),
        ["a quote that never ends"] = Refused(
            "f.csv", Utf8($"{Header}\n\"Swiss,14,ZRH,JFK,2013-01-02T12:00:00Z,10\n{Row}\n{Row}\n"), "f.csv"),
        ["a field of a megabyte"] = Table(
            "note,origin,destination,scheduled_departure,delay", $"{new string('x', 1 << 20)},ZRH,JFK,2013-01-02T12:00:00Z,10"),
        ["a field of five megabytes"] = Table(
            "note,origin,destination,scheduled_departure,delay", $"{new string('x', 5 << 20)},ZRH,JFK,2013-01-02T12:00:00Z,10"),
        ["too many columns in a row"] = new("f.csv", Utf8($"{Header}\n{Row}\n{Row},1,2\n{Row}\n"), [], 1, Twice, "f.csv line 3: "),
        ["spaces around everything"] = Table(
            " origin , destination , scheduled_departure , delay ", " ZRH , JFK , 2013-01-02T12:00:00Z , 10 "),
        ["capitals and spaces in names"] = Table("Origin,Destination,Scheduled Departure,Delay", "ZRH,JFK,2013-01-02T12:00:00Z,10"),
        ["comments before the header"] = Right("f.csv", Utf8($"# exported 2013-01-03\n# by hand\n{Header}\n{Row}\n")),
        ["Excel's line about separators"] = Right("f.csv", Utf8($"sep=;\n{Csv.Replace(',', ';')}")),
        ["a title before the header"] = Right("f.csv", Utf8($"Flights of January\n\n{Header}\n{Row}\n{Row.Replace("14", "16")}\n")) with
        {
            Events = Twice,
        },
        ["decimal commas"] = Right("f.csv", Utf8("origin;destination;scheduled_departure;delay\nZRH;JFK;2013-01-02T12:00:00Z;10,0\n")),
        ["tabs and a line break in quotes"] = Right("f.tsv", Utf8(
            "note\torigin\tdestination\tscheduled_departure\tdelay\n\"to sea\nand back\"\tZRH\tJFK\t2013-01-02T12:00:00Z\t10\n")),
        ["single quotes"] = Right("f.csv", Utf8(
            "'origin','destination','scheduled_departure','delay'\n'ZRH','JFK','2013-01-02T12:00:00Z','10'\n")),
        ["hundreds of columns"] = Table(
            string.Concat(Enumerable.Range(0, 300).Select(at => $"c{at},")) + "origin,destination,scheduled_departure,delay",
            string.Concat(Enumerable.Repeat("1,", 300)) + "ZRH,JFK,2013-01-02T12:00:00Z,10"),
        ["a mark inside, from files put together"] = Table(
            "airline,origin,destination,scheduled_departure,delay", "\uFEFFSwiss,\uFEFFZRH,JFK,2013-01-02T12:00:00Z,10"),
        ["blanks that do not break"] = Table(
            "origin,destination,scheduled_departure,delay", "ZRH\u00A0,JFK,\u00A02013-01-02T12:00:00Z,10"),
        ["a header that is twice there, unmapped"] = Table(
            "note,note,origin,destination,scheduled_departure,delay", "a,b,ZRH,JFK,2013-01-02T12:00:00Z,10"),
        ["a line longer than the bound"] = Refused("f.csv", Utf8(
            $"{Header}\n{Row}\n{new string('x', 17 << 20)},14,ZRH,JFK,2013-01-02T12:00:00Z,10\n"),
            "Maximum line size of 16777216 bytes exceeded"),
        ["a sum at the end"] = new("f.csv", Utf8($"{Header}\n{Row}\nTotal,,,,,10\n"), [], 1, [Scheduled, Departed], "f.csv row 2"),
        ["columns with a colon between"] = Refused("f.csv", Utf8("origin:destination\nZRH:JFK\n"), "no table"),
        ["SQL"] = Refused("f.sql", Utf8("INSERT INTO flights VALUES ('ZRH','JFK','2013-01-02T12:00:00Z');\n"), "has no column 'origin'"),
        ["a control character"] = new(
            "f.csv", Utf8($"{Header}\n{Row.Replace("Swiss", "Swi\u0001ss")}\n{Row}\n{Row}\n"), [], 1, Twice, "f.csv row 1: airline"),
        ["the same header twice"] = Refused(
            "f.csv", Utf8("origin,origin,destination,scheduled_departure\nZRH,BRN,JFK,2013-01-02T12:00:00Z\n"), "more than once"),
        ["no header"] = Refused("f.csv", Utf8($"{Row}\n{Row}\n"), "f.csv has no column 'origin'"),
        ["header only, packed, with a mark"] = Refused("f.csv.gz", Gzip(Encoded($"{Header}\r\n", new UTF8Encoding(true))), "no rows"),
        ["only bad rows"] = Refused(
            "f.csv", Utf8($"{Header}\nSwiss,14,ZRH,ZRH,2013-01-02T12:00:00Z,10\n"), "row 1"),

        // Packed.
        ["gzip of two members"] = new("f.csv.gz", [.. Gzip(Utf8(Csv)), .. Gzip(Utf8(Row + "\n"))], [], 0, Twice, ""),
        ["gzip in gzip"] = Right("f.csv.gz.gz", Gzip(Gzip(Utf8(Csv)))),
        ["zip in zip"] = Right("f.zip", Zip(("inner.zip", Zip(("a.csv", Utf8(Csv)))))),
        ["zip of two tables"] = new("f.zip", Zip(("a.csv", Utf8(Csv)), ("b.csv", Utf8($"{Header}\n{Row.Replace("14", "16")}\n"))), [], 0,
            Twice, ""),
        ["zstd of two frames"] = new("f.csv.zst", [.. Zstd(Utf8(Csv)), .. Zstd(Utf8(Row + "\n"))], [], 0, Twice, ""),
        ["bzip2 of two streams"] = new("f.csv.bz2", [.. Bzip2(Utf8(Csv)), .. Bzip2(Utf8(Row + "\n"))], [], 0, Twice, ""),
        ["xz twice"] = new("f.csv.xz", [.. Xz(), .. Xz()], [], 1, Twice, "f.csv row 2"),
        ["parquet in gzip"] = Right(
            "f.parquet.gz",
            Gzip(ParquetOf("SELECT 'ZRH' origin, 'JFK' destination, TIMESTAMP '2013-01-02 12:00:00' scheduled_departure, 10 delay"))),
        ["an empty zip"] = Refused("f.zip", Zip(), "f.zip"),
        ["a zip of pages"] = Refused("f.zip", Zip(("readme.html", Utf8("<html></html>"))), "f.zip"),
        ["gzip of nothing"] = Refused("f.csv.gz", Gzip([]), "is empty"),
        ["gzip with another checksum"] = Refused("f.csv.gz", Changed(Gzip(Utf8(Csv)), ^6), "no whole gzip file"),
        ["gzip with dirt behind"] = Refused("f.csv.gz", [.. Gzip(Utf8(Csv)), .. Utf8("<html>proxy error</html>")], "no whole gzip file"),
        ["gzip with zeros behind, as on tapes"] = Right("f.csv.gz", [.. Gzip(Utf8(Csv)), .. new byte[512]]),
        ["zstd with dirt behind"] = Refused("f.csv.zst", [.. Zstd(Utf8(Csv)), .. Utf8("<html>proxy error</html>")], "no whole zstd file"),
        ["bzip2 with dirt behind"] = Refused("f.csv.bz2", [.. Bzip2(Utf8(Csv)), .. Utf8("<html>proxy error</html>")],
            "no whole bzip2 file"),
        ["xz with dirt behind"] = Refused("f.csv.xz", [.. Xz(), .. Utf8("<html>proxy error</html>")], "no whole xz file"),
        ["zip with a changed byte"] = Refused("f.zip", Changed(Zip(("a.csv", Utf8(Csv))), 60), "no whole zip archive"),
        ["xz with a changed byte"] = Refused("f.csv.xz", Changed(Xz(), 50), "no whole xz file"),
        ["zstd with a changed byte"] = Refused("f.csv.zst", Changed(Zstd(Utf8(string.Concat(Enumerable.Repeat(Csv, 40)))), 40),
            "f.csv.zst"),
        ["bzip2 cut"] = Refused("f.csv.bz2", Bzip2(Utf8(Csv))[..60], "no whole bzip2 file"),
        ["tar cut"] = Refused("f.tar", Tar(("a.csv", Utf8(string.Concat(Enumerable.Repeat(Csv, 40)))))[..700], "no whole tar archive"),
        ["tar cut between two files"] = Refused(
            "f.tar", Tar(("a.csv", Utf8(Csv)), ("b.csv", Utf8(Csv)))[..1024], "its end mark is missing"),
        ["a zip of a method of its own"] = Refused("f.zip", OfMethod(Zip(("a.csv", Utf8(Csv))), 12), "packed in a way that cannot be read"),
        ["a zip that leads out of its folder"] = Refused("f.zip", Zip(("../../a.csv", Utf8(Csv))), "f.zip holds no table"),
        ["a locked zip"] = Refused("f.zip", Locked(Zip(("a.csv", Utf8(Csv)))), "encrypted"),

        // JSON.
        ["json lines with blank ones and CR LF"] = new("f.jsonl", Utf8($"\r\n{Json}\r\n\r\n{Json}\r\n\r\n"), [], 0, Twice, ""),
        ["json lines, one broken"] = new("f.jsonl", Utf8($"{Json}\n{Json[..40]}\n{Json}\n"), [], 1, Twice, "f.jsonl"),
        ["json lines, cut at the end"] = new("f.jsonl", Utf8($"{Json}\n{Json}\n{Json[..40]}"), [], 1, Twice, "f.jsonl"),
        ["one json object"] = Right("f.json", Utf8(Json)),
        ["json objects over lines, without an array"] = new(
            "f.json", Utf8($"{Json.Replace(",", ",\n ")}\n{Json.Replace(",", ",\n ")}\n"), [], 0, Twice, ""),
        ["json numbers as text"] = Right("f.json", Utf8($"[{Json.Replace("10}",
            "\"10\"}").Replace("\"2013-01-02T12:00:00Z\"", "\"1357128000\"")}]")),
        ["json with a comma too many"] = Refused("f.json", Utf8($"[{Json},]"), "f.json"),
        ["json with dirt behind"] = Refused("f.json", Utf8($"[{Json}]<html>"), "f.json"),
        ["json truth"] = new(
            "f.json", Utf8($"[{Json.Replace("}",
                ",\"cancelled\":true}")}]"), [], 0, [Scheduled, "ZRH-JFK cancelled 2013-01-02T12:00:00Z"], ""),
        ["json with NaN, as Python writes it"] = new("f.json", Utf8($"[{Json},{Json.Replace("10}",
            "NaN}")}]"), [], 0, [Scheduled, Departed, Scheduled], ""),
        ["json fields in another order, some missing"] = new(
            "f.jsonl",
            Utf8("{\"delay\":10,\"scheduled_departure\":\"2013-01-02T12:00:00Z\",\"destination\":\"JFK\",\"origin\":\"ZRH\"}\n"
                + "{\"destination\":\"JFK\",\"origin\":\"ZRH\",\"scheduled_departure\":\"2013-01-02T12:00:00Z\"}\n"),
            [], 0, [Scheduled, Departed, Scheduled], ""),
        ["json nested"] = Right(
            "f.json",
            Utf8("""[{"departure":{"airport":{"iata":"ZRH"},"scheduled":"2013-01-02T12:00:00Z"},"arrival":{"iata":"JFK"},"late":10}]"""),
            "--map", "origin=departure.airport.iata", "--map", "destination=arrival.iata", "--map",
            "scheduled_departure=departure.scheduled", "--map", "delay=late"),
        ["json lines with commas behind"] = new("f.jsonl", Utf8($"{Json},\n{Json},\n"), [], 0, Twice, ""),
        ["json lines in brackets"] = new("f.json", Utf8($"[\n{Json},\n{Json}\n]\n"), [], 0, Twice, ""),
        ["json objects one behind the other"] = new("f.json", Utf8(Json + Json), [], 0, Twice, ""),
        ["json in an envelope inside another"] = new(
            "f.json", Utf8("""{"meta":{"n":2},"response":{"status":"ok","flights":[""" + $"{Json},{Json}]}}}}"), [], 0, Twice, ""),
        ["json, pretty, in an envelope"] = Right("f.json", Utf8("{\n  \"data\": [\n    " + Json + "\n  ]\n}\n")),
        ["json of an empty envelope"] = Refused("f.json", Utf8("""{"data":[]}"""), "f.json"),
        ["json of an empty array"] = Refused("f.json", Utf8("[]"), "holds no objects"),
        ["json of columns"] = Refused(
            "f.json", Utf8("""{"origin":["ZRH"],"destination":["JFK"],"scheduled_departure":["2013-01-02T12:00:00Z"]}"""), "origin"),
        ["json in a function's call"] = Refused("f.js", Utf8($"callback([{Json}])"), "f.js"),
        ["json null"] = Refused("f.json", Utf8("null"), "no table"),
        ["json with an airport that is true"] = Refused("f.json", Utf8($"[{Json.Replace("\"ZRH\"", "true")}]"), "holds 'true'"),
        ["json lines, one of other types"] = new(
            "f.jsonl", Utf8($"{Json}\n" + """{"origin":5,"destination":["x"],"scheduled_departure":{"a":1}}""" + $"\n{Json}\n"), [], 1,
            Twice, "f.jsonl row 2"),
        ["json rows as arrays"] = Refused("f.json", Utf8("""[["ZRH","JFK","2013-01-02T12:00:00Z"]]"""), "f.json"),
        ["a json text"] = Refused("f.json", Utf8("\"ZRH\""), "f.json"),
        ["an answer that is an error"] = Refused("f.json", Utf8("""{"error":{"code":"rate_limit","message":"too many"}}"""), "f.json"),

        // No tables at all.
        ["a database"] = Refused("f.csv", [.. Utf8("SQLite format 3\0"), .. new byte[100]], "f.csv"),
        ["an old Excel workbook"] = Refused("f.csv", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[100]], "f.csv"),
        ["a picture"] = Refused("f.csv", [0x89, .. Utf8("PNG\r\n\u001a\n"), .. new byte[100]], "f.csv"),
        ["a page after blanks"] = Refused("f.csv", Utf8("\r\n\r\n  <!doctype html>\n<html><body>a,b,c</body></html>"), "an HTML page"),
    };

    public static TheoryData<string> Names => [.. Inputs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Input_GivesItsEventsOrIsRefused(string name) => Inputs[name].CheckAsync();

    private static byte[] Changed(byte[] bytes, Index at)
    {
        bytes[at] ^= 0x55;
        return bytes;
    }

    /// <summary>A zip whose headers say that it is packed by another method.</summary>
    private static byte[] OfMethod(byte[] zip, byte method)
    {
        zip[8] = method;
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 10] = method;
        return zip;
    }

    /// <summary>A zip whose headers say that it is encrypted.</summary>
    private static byte[] Locked(byte[] zip)
    {
        zip[6] |= 1;
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        return zip;
    }
}
