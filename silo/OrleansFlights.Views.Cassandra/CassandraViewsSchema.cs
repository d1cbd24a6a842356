using System.Globalization;
using Cassandra;

namespace OrleansFlights.Views.Cassandra;

/// <summary>
/// Keyspace and tables. Each version is a list of statements that may be repeated, and the store's version is written behind them: who
/// starts in the middle begins the version again.
/// </summary>
internal sealed class CassandraViewsSchema(CassandraSession store) : IViewsSchema
{
    private const string Tally =
        "by_status frozen<list<bigint>>, delay_sum bigint, delay_min int, delay_max int, histogram frozen<list<bigint>>";

    /// <summary>
    /// One partition holds all generations, so that one read sees one state and one conditional batch changes it. Rows of views: the newest
    /// first.
    /// <c>written</c> names the rows of a generation as long as they may have to be found again; <c>view_key</c> lists the views of a
    /// dimension.
    /// </summary>
    private static readonly string[][] Versions =
    [
        [
            """
            CREATE TABLE IF NOT EXISTS generation (
                line text, published bigint static, last bigint static, id bigint, created timestamp, engine text, mode text, cut frozen<map<int, bigint>>, floor bigint,
                state text, PRIMARY KEY (line, id))
            """,
            $"""
            CREATE TABLE IF NOT EXISTS tally (
                dimension text, view_key text, generation bigint, {Tally},
                PRIMARY KEY ((dimension, view_key), generation)) WITH CLUSTERING ORDER BY (generation DESC)
            """,
            $"""
            CREATE TABLE IF NOT EXISTS window_tally (
                dimension text, view_key text, window_index int, generation bigint, {Tally},
                PRIMARY KEY ((dimension, view_key), window_index, generation)) WITH CLUSTERING ORDER BY (window_index ASC, generation DESC)
            """,
            "CREATE TABLE IF NOT EXISTS view_key (dimension text, view_key text, PRIMARY KEY (dimension, view_key))",
            """
            CREATE TABLE IF NOT EXISTS written (
                generation bigint, shard int, dimension text, view_key text, windows frozen<list<int>>, part int,
                PRIMARY KEY ((generation, shard), dimension, view_key, part))
            """,
        ],
        [
            // What a generation could not count, its log, and which one is pinned. (The second "if" in small letters: the keyspace goes
            // behind the first.)
            "ALTER TABLE IF EXISTS generation ADD if not exists holes text",
            "ALTER TABLE IF EXISTS generation ADD if not exists log text",
            "ALTER TABLE IF EXISTS generation ADD if not exists pinned bigint static",
            "ALTER TABLE IF EXISTS generation ADD if not exists pinned_since timestamp static",
            "ALTER TABLE IF EXISTS generation ADD if not exists pinned_reason text static",
        ],
    ];

    /// <inheritdoc/>
    public async ValueTask<string> EnsureAsync(CancellationToken cancellationToken)
    {
        var options = store.Options;
        var session = await store.ConnectToClusterAsync();
        try
        {
            await RunAsync(session, string.Create(
                CultureInfo.InvariantCulture,
                $"CREATE KEYSPACE IF NOT EXISTS {options.Keyspace} WITH replication = {{'class': 'NetworkTopologyStrategy', "
                + $"'{options.Datacenter.Replace("'", "''", StringComparison.Ordinal)}': {options.Replication}}}"));
            await RunAsync(session, $"CREATE TABLE IF NOT EXISTS {options.Keyspace}.schema_version (one int PRIMARY KEY, version int)");
            var version = await VersionAsync(session, options.Keyspace);
            ThrowIfNewer(version, options.Keyspace);
            for (var next = version; next < Versions.Length; next++)
            {
                foreach (var statement in Versions[next])
                    await RunAsync(session, statement.Replace("EXISTS ", $"EXISTS {options.Keyspace}.", StringComparison.Ordinal));
                await RunAsync(session, string.Create(
                    CultureInfo.InvariantCulture, $"INSERT INTO {options.Keyspace}.schema_version (one, version) VALUES (1, {next + 1})"));
            }

            return $"The views are in keyspace {options.Keyspace} at {options.ContactPoints}, tables of version {Versions.Length} "
                + $"({(version == Versions.Length ? "as before" : $"were version {version}")})";
        }
        catch (DriverException e)
        {
            throw new ViewsException($"The tables of keyspace {options.Keyspace} cannot be made: {e.Message}", e);
        }
        finally
        {
            session.Dispose();
        }
    }

    /// <exception cref="ViewsException">The tables are of another version.</exception>
    public static async Task ThrowUnlessCurrentAsync(ISession session, string keyspace)
    {
        var version = await VersionAsync(session, keyspace);
        ThrowIfNewer(version, keyspace);
        if (version < Versions.Length)
            throw new ViewsException(
                $"The tables of keyspace {keyspace} are of version {version}, this build needs {Versions.Length}; `batch init` brings them "
                + "up to date");
    }

    private static void ThrowIfNewer(int version, string keyspace)
    {
        if (version > Versions.Length)
            throw new ViewsException(
                $"The tables of keyspace {keyspace} are of version {version}, this build knows up to {Versions.Length}: a newer build made "
                + "them");
    }

    private static async Task<int> VersionAsync(ISession session, string keyspace) =>
        (await RunAsync(session, $"SELECT version FROM {keyspace}.schema_version WHERE one = 1")).FirstOrDefault()?.GetValue<int>("version")
            ?? 0;

    private static Task<RowSet> RunAsync(ISession session, string cql) =>
        session.ExecuteAsync(new SimpleStatement(cql).SetIdempotence(true));
}
