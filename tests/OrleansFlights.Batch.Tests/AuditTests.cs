using System.Text.Json;
using Microsoft.Data.Sqlite;
using OrleansFlights.Batch.Audit;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Tests;

public sealed class AuditTests
{
    private static readonly (string, string) ByHand = ("Batch:Enabled", "false");

    [Fact]
    public async Task ExactViews_HaveNoDifferences()
    {
        await using var batch = await PublishedAsync(71);
        var audited = await batch.Get<Auditor>().AuditSampleAsync(1_000, new Random(1), null, null, BatchFixture.Token);
        Assert.All(audited, view => Assert.True(view.Differences.Count == 0, $"{view.Name}: {string.Join("; ", view.Differences)}"));
        var generation = (await batch.Views.GetPublishedAsync(BatchFixture.Token)).Published;
        var recount = await Recount.OfAsync(batch.Log, generation.Cut, BatchFixture.Token);
        var known = recount.Rows.Keys.Where(r => r.Window is null).Select(r => r.View.ToString());
        Assert.Equal(known.Order(StringComparer.Ordinal),
            audited.Select(v => v.Name).Where(n => n.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE tally SET landed = landed + 1 WHERE view = (SELECT id FROM view WHERE dimension = 'airline' AND key = 'SWISS')",
        "views: landed is")]
    [InlineData(
        "UPDATE tally SET delay_sum = delay_sum - 1 WHERE view = (SELECT id FROM view WHERE dimension = 'airline' AND key = 'SWISS')",
        "views: delay_sum_seconds is")]
    [InlineData(
        "DELETE FROM window_tally WHERE view = (SELECT id FROM view WHERE dimension = 'airline' AND key = 'SWISS')", "views, window ")]
    public async Task WrongView_IsFoundAndFails(string damage, string message)
    {
        await using var batch = await PublishedAsync(72);
        Assert.Contains("equal", await BatchProcess.OkAsync(batch, "audit", "airline", "SWISS"), StringComparison.Ordinal);
        Damage(batch, damage);
        using var audit = BatchProcess.Start(batch, "audit", "airline", "SWISS");
        var (code, output, _) = await audit.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongSum_IsFoundInASample()
    {
        await using var batch = await PublishedAsync(73);
        Damage(batch, "DELETE FROM tally WHERE view = (SELECT id FROM view WHERE dimension = 'route' AND key = 'DXB-ZRH')");
        var audited = await batch.Get<Auditor>().AuditSampleAsync(1, new Random(1), null, null, BatchFixture.Token);
        Assert.Contains(audited.Single(v => v.Name == "sum of route").Differences, d => d.Field == TallyFields.Events);
        Assert.Empty(audited.Single(v => v.Name == "sum of airline").Differences);
    }

    [Fact]
    public async Task NothingPublished_SaysSo()
    {
        await using var batch = new BatchFixture(null, ByHand);
        var nothing = await Assert.ThrowsAsync<BatchException>(
            () => batch.Get<Auditor>().AuditAsync([ViewKey.Total], null, null, BatchFixture.Token));
        Assert.Contains("No generation is published", nothing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("route", "DXB")]
    [InlineData("airport", "DXB")]
    [InlineData("total", "some")]
    [InlineData("route", "DXB-ZRH", "--gateway=here")]
    public async Task WrongQuestion_SaysWhyAndFails(params string[] arguments)
    {
        await using var batch = new BatchFixture(null, ByHand);
        using var process = BatchProcess.Start(batch, ["audit", .. arguments]);
        Assert.Equal(1, (await process.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData(4, true, 6, null)]
    [InlineData(4, true, 7, "gateway: landed is 7, recounted 6")]
    [InlineData(3, true, 6, "gateway batch: landed is 3, recounted 4")]
    [InlineData(4, false, 6, "gateway: complete is false, recounted true")]
    public void Answer_IsComparedPartByPart(long inBatch, bool complete, long all, string? difference)
    {
        var answer = GatewayAnswer.Read(JsonDocument.Parse(
            $$"""
            {"tally":{{Landed(all)}},"provenance":{"generation":1,"complete":{{(complete ? "true" : "false")}},"cut":[{"partition":0,"offset":16}],
             "watermarks":[{"partition":0,"offset":20}],"batch":{{Landed(inBatch)}},"realtime":{{Landed(2)}}
            } }
            """).RootElement);
        var differences = AnswerAudit.Compare(answer, Cut.Of([new(0, 16)], new SegmentSize(4)), Tally(4), Tally(2))
            .Select(d => d.ToString()).ToList();
        if (difference is null)
            Assert.Empty(differences);
        else
            Assert.Contains(difference, differences);
    }

    [Fact]
    public void EveryField_OfATallyIsCompared()
    {
        FlightFact[] facts = [new(0, 1, FlightStatus.Departed, 60), new(0, 1, FlightStatus.Departed, 4_000)];
        FlightFact[] others =
        [
            new(0, 1, FlightStatus.Departed, -60), new(0, 1, FlightStatus.Delayed, null), new(0, 1, FlightStatus.Departed, 90_000),
            new(0, 1, FlightStatus.Departed, 100_000), new(0, 1, FlightStatus.Departed, 0),
        ];
        var (one, other) = (new FlightTally(), new FlightTally());
        facts.ToList().ForEach(f => one.Add(f));
        others.ToList().ForEach(f => other.Add(f));
        Assert.Equal(
            [
                "events", "departed", "delayed", .. DelayMeasure.All.Select(TallyFields.NameOf), "histogram",
                "delay_p50_minutes", "delay_p90_minutes", "delay_p99_minutes",
            ],
            TallyFields.Of(one).DifferencesTo(TallyFields.Of(other)).Select(d => d.Field));
        Assert.Empty(TallyFields.Of(one).DifferencesTo(TallyFields.Of(one.Clone())));
    }

    private static async Task<BatchFixture> PublishedAsync(int seed)
    {
        var batch = new BatchFixture(null, ByHand);
        var records = new RandomRecords(seed);
        for (var round = 0; round < 2; round++)
        {
            await batch.AppendAsync(records.Take(500));
            await batch.ArchiveAsync();
            Assert.NotNull(await batch.RunAsync());
        }

        return batch;
    }

    private static void Damage(BatchFixture batch, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(batch.Directory, "views.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.True(command.ExecuteNonQuery() > 0, "nothing was damaged");
    }

    private static FlightTally Tally(int landed)
    {
        var tally = new FlightTally();
        for (var i = 0; i < landed; i++)
            tally.Add(new FlightFact(i, 0, FlightStatus.Landed, null));
        return tally;
    }

    private static string Landed(long count) =>
        $$"""{"events":{{count}},"byStatus":{"scheduled":0,"boarding":0,"departed":0,"delayed":0,"cancelled":0,"landed":{{count}},"diverted":0},"delay":null}""";
}
