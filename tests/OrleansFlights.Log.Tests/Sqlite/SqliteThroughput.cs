namespace OrleansFlights.Log.Tests.Sqlite;

/// <summary>
/// Run with: <c>dotnet run -c Release --project tests/OrleansFlights.Log.Tests -- -explicit only -class "*SqliteThroughput"</c>.
/// </summary>
public sealed class SqliteThroughput
{
    [Fact(Explicit = true)]
    public async Task Measure()
    {
        await using var fixture = new SqliteFixture();
        var log = fixture.Open(LogThroughput.Partitions).Events;
        await LogThroughput.Fill(log, 2_000_000, callers: 4);
        await LogThroughput.Drain(log, threads: 1);
        await LogThroughput.Drain(log, threads: 2);
        var single = fixture.Open(LogThroughput.Partitions).Open("one-by-one", compacted: false);
        await LogThroughput.OneByOne(single, 20_000, callers: 100);
        await LogThroughput.Drain(single, threads: 2);
    }
}
