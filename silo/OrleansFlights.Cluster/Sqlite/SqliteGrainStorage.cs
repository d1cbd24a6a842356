using System.Globalization;
using Orleans.Storage;

namespace OrleansFlights.Cluster.Sqlite;

/// <summary>
/// Grain state in the silo's SQLite file, a row per grain and state name. The ETag is a counter: a write on top of anything but what was
/// read fails, so of two activations of one grain only one can go on.
/// </summary>
public sealed class SqliteGrainStorage(SiloDatabase database, IGrainStorageSerializer serializer) : IGrainStorage
{
    /// <summary>The table.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS grains (grain TEXT, state TEXT, etag INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (grain, state)) WITHOUT ROWID;
        """;

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await database.ReadAsync<(string ETag, byte[] Data)?>(statements =>
        {
            using var rows = statements.Command(
                "SELECT etag, data FROM grains WHERE grain = $grain AND state = $state", ("$grain", grainId.ToString()),
                    ("$state", stateName)).ExecuteReader();
            return rows.Read() ? (rows.GetInt64(0).ToString(CultureInfo.InvariantCulture), rows.GetFieldValue<byte[]>(1)) : null;
        });

        grainState.RecordExists = row is not null;
        grainState.ETag = row?.ETag;
        grainState.State = row is { } found ? serializer.Deserialize<T>(BinaryData.FromBytes(found.Data)) : Activator.CreateInstance<T>();
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var data = serializer.Serialize(grainState.State).ToArray();
        var expected = grainState.ETag is null ? 0 : long.Parse(grainState.ETag, CultureInfo.InvariantCulture);
        await database.WriteAsync(statements =>
        {
            var command = statements.Command(
                expected == 0
                    ? "INSERT OR IGNORE INTO grains (grain, state, etag, data) VALUES ($grain, $state, $etag + 1, $data)"
                    : "UPDATE grains SET etag = etag + 1, data = $data WHERE grain = $grain AND state = $state AND etag = $etag",
                ("$grain", grainId.ToString()),
                ("$state", stateName),
                ("$etag", expected),
                ("$data", data));
            if (command.ExecuteNonQuery() == 0)
                throw Conflict(stateName, grainId, grainState.ETag);
        });
        grainState.ETag = (expected + 1).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null)
        {
            var expected = long.Parse(grainState.ETag, CultureInfo.InvariantCulture);
            await database.WriteAsync(statements =>
            {
                var command = statements.Command(
                    "DELETE FROM grains WHERE grain = $grain AND state = $state AND etag = $etag",
                    ("$grain", grainId.ToString()),
                    ("$state", stateName),
                    ("$etag", expected));
                if (command.ExecuteNonQuery() == 0)
                    throw Conflict(stateName, grainId, grainState.ETag);
            });
        }

        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private static InconsistentStateException Conflict(string stateName, GrainId grainId, string? etag) =>
        new($"the stored state '{stateName}' of {grainId} is not the one that was read (ETag {etag ?? "none"})", "unknown", etag ?? "none");
}
