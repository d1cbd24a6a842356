using System.Globalization;
using System.Text;

namespace OrleansFlights.Benchmarks;

/// <summary>A file to import, and what DuckDB says is in it.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Source">SQL of its table.</param>
/// <param name="Events">SQL of the events that its rows are: origin, destination, status.</param>
internal sealed record ImportedFile(string Name, string Path, string Source, string Events)
{
    private static readonly string[] Codes = [
        "ATL", "LAX", "ORD", "DFW", "DEN", "JFK", "SFO", "SEA", "LAS", "MCO", "EWR", "CLT", "PHX", "IAH", "MIA", "BOS", "MSP", "DTW"];

    private static readonly string[] Carriers = ["AA", "DL", "UA", "WN", "B6", "AS", "NK", "F9"];

    /// <summary>The flights of vega-datasets: scheduled, and departed where a delay is known.</summary>
    public static ImportedFile Vega(string path)
    {
        var source = $"read_parquet('{path}')";
        return new ImportedFile(
            "vega", path, source,
            $"SELECT origin, destination, unnest(CASE WHEN delay IS NULL THEN ['scheduled'] ELSE ['scheduled', 'departed'] END) "
                + $"AS status FROM {source}");
    }

    /// <summary>Rows in the shape of the US on-time performance.</summary>
    public static ImportedFile Bts(string path, int rows, int seed)
    {
        using (var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 18))
        {
            file.Write("\"Year\",\"FlightDate\",\"Reporting_Airline\",\"DOT_ID_Reporting_Airline\",\"Tail_Number\",");
            file.Write("\"Flight_Number_Reporting_Airline\",");
            file.Write("\"OriginAirportID\",\"Origin\",\"OriginCityName\",\"DestAirportID\",\"Dest\",\"CRSDepTime\",\"DepTime\",");
            file.Write("\"DepDelay\",\"ArrTime\",");
            file.WriteLine("\"Cancelled\",\"Diverted\",");
            var random = new Random(seed);
            for (var row = 0; row < rows; row++)
                file.WriteLine(BtsRow(random));
        }

        var source = $"read_csv('{path}', header = true, all_varchar = true, null_padding = true)";
        return new ImportedFile(
            "bts", path, source,
            $"""
             SELECT "Origin" AS origin, "Dest" AS destination, unnest(CASE WHEN "Cancelled" = '1.00' THEN ['scheduled', 'cancelled']
                 WHEN "Diverted" = '1.00' THEN ['scheduled', 'departed', 'diverted'] ELSE ['scheduled', 'departed', 'landed'] END) AS status
             FROM {source}
             """);
    }

    /// <summary>JSON lines that are flights but not our events.</summary>
    public static ImportedFile JsonLines(string path, int rows, int seed)
    {
        var start = new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        using (var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 18))
        {
            var random = new Random(seed);
            for (var row = 0; row < rows; row++)
            {
                var (origin, destination) = Pair(random);
                file.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"carrier\":\"{Pick(random, Carriers)}\",\"number\":{random.Next(1, 9999)},\"origin\":\"{origin}\","
                    + $"\"destination\":\"{destination}\",\"delay\":{random.Next(-10, 120)},"
                    + $"\"scheduled_departure\":\"{start.AddMinutes(random.Next(525_600)):yyyy-MM-dd'T'HH:mm:ss'Z'}\"}}"));
            }
        }

        var source = $"read_json('{path}', format = 'newline_delimited')";
        return new ImportedFile(
            "json", path, source, $"SELECT origin, destination, unnest(['scheduled', 'departed']) AS status FROM {source}");
    }

    private static string BtsRow(Random random)
    {
        var day = new DateTime(2015, 1, 1).AddDays(random.Next(365));
        var (origin, destination) = Pair(random);
        var minute = random.Next(300, 1_380);
        var delay = random.Next(-10, 50);
        var cancelled = random.Next(60) == 0;
        var diverted = !cancelled && random.Next(400) == 0;
        var departed = cancelled ? "\"\"," : $"\"{Clock(minute + delay)}\",{delay}.00";
        var arrived = cancelled || diverted ? "" : Clock(minute + delay + 95);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"2015,{day:yyyy-MM-dd},\"{Pick(random, Carriers)}\",19805,\"N{random.Next(100, 999)}AA\",\"{random.Next(1, 9999)}\",12478,"
            + $"\"{origin}\",\"A city, "
            + $"US\",12892,\"{destination}\",\"{Clock(minute)}\",{departed},\"{arrived}\","
            + $"{(cancelled ? "1.00" : "0.00")},{(diverted ? "1.00" : "0.00")},");
    }

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60 % 24:00}{minute % 60:00}");

    private static (string Origin, string Destination) Pair(Random random)
    {
        var origin = random.Next(Codes.Length);
        return (Codes[origin], Codes[(origin + random.Next(1, Codes.Length)) % Codes.Length]);
    }

    private static string Pick(Random random, string[] words) => words[random.Next(words.Length)];
}
