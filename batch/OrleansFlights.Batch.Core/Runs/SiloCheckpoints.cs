using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Log;
using OrleansFlights.Sqlite;

namespace OrleansFlights.Batch.Runs;

/// <summary>
/// Keeps the log from forgetting what the silo of this data directory has not recorded a checkpoint behind: what lies there was not counted
/// by a grain, looked at for dead letters and written to the changefeed for good. Read from the silo's own file, which a gateway in
/// another process may have open.
/// </summary>
internal sealed class SiloCheckpoints(IOptions<DataOptions> data) : ILogHold
{
    private const string File = "silo.db";

    public string Name => "the silo";

    public ValueTask<IReadOnlyDictionary<int, long>> NeededFromAsync(string topic, CancellationToken cancellationToken) =>
        new(Task.Run(() => Read(data.Value.File(File), topic), cancellationToken));

    private static IReadOnlyDictionary<int, long> Read(string path, string topic)
    {
        var positions = new Dictionary<int, long>();
        if (!System.IO.File.Exists(path))
            return positions;
        var file = new SqliteFile(
            path, "The silo's file", failure => new LogException(failure.Message, failure.Cause) { IsTransient = failure.IsTransient });
        using var session = SqliteSession.Open(file, mayMake: false);
        if (session.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'checkpoints'") == 0)
            return positions;
        using var rows = session.Bind("SELECT partition, position FROM checkpoints WHERE topic = ?1", topic).ExecuteReader();
        while (rows.Read())
            positions.Add(rows.GetInt32(0), rows.GetInt64(1));
        return positions;
    }
}
