using static OrleansFlights.Log.Tests.LogTesting;

namespace OrleansFlights.Log.Tests.Sqlite;

public sealed class SqliteIdentityTests
{
    [Fact]
    public async Task FileOpenedAgain_KeepsTheIdentity()
    {
        await using var fixture = new SqliteFixture();
        var identity = await fixture.Open().Events.GetIdentityAsync(Token);

        Assert.Equal(identity, await fixture.Open().Events.GetIdentityAsync(Token));
        Assert.False(identity.IsNameOnly);
    }

    [Fact]
    public async Task FileExchangedUnderAnOpenLog_HasAnotherIdentity()
    {
        await using var fixture = new SqliteFixture();
        var log = fixture.Open().Events;
        var identity = await log.GetIdentityAsync(Token);

        foreach (var file in Directory.GetFiles(fixture.Directory, "log.db*"))
            File.Delete(file);
        var gone = await Assert.ThrowsAsync<LogException>(async () => await log.GetIdentityAsync(Token));
        Assert.True(gone.IsMissing);

        fixture.Open();
        Assert.NotEqual(identity, await log.GetIdentityAsync(Token));
    }

    [Fact]
    public async Task FileOfAnEarlierVersion_GetsAnIdentityAndKeepsItsRecords()
    {
        await using var fixture = new SqliteFixture();
        await using (var before = fixture.Open())
            await before.Events.Append(Numbered(0, 10));
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={fixture.File};Pooling=false"))
        {
            await connection.OpenAsync(Token);
            await using var drop = connection.CreateCommand();
            drop.CommandText = "DROP TABLE topic_identity";
            await drop.ExecuteNonQueryAsync(Token);
        }

        var log = fixture.Open().Events;

        Assert.False((await log.GetIdentityAsync(Token)).IsNameOnly);
        Assert.Equal(10, (await log.ReadToEnd(0)).Records.Count);
    }
}
