using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OrleansFlights.Flights;

namespace OrleansFlights.Views.Sqlite;

/// <summary>The tables of generations and of the published one. To be used inside a transaction of the session.</summary>
internal static class GenerationTable
{
    public const string Writing = "writing";
    public const string Complete = "complete";

    public static List<Generation> All(SqliteSession session)
    {
        using var rows = session.Bind("SELECT id, created, engine, mode, cut, state, holes, log FROM generation ORDER BY id")
            .ExecuteReader();
        var all = new List<Generation>();
        while (rows.Read())
            all.Add(Read(rows));
        return all;
    }

    /// <summary>The number of the published generation; 0 for none.</summary>
    public static long Published(SqliteSession session) => session.Number("SELECT generation FROM published") ?? 0;

    public static void Publish(SqliteSession session, long generation) =>
        session.Run("INSERT OR REPLACE INTO published (one, generation) VALUES (1, ?1)", generation);

    /// <summary>What is pinned; null for nothing.</summary>
    public static GenerationPin? Pin(SqliteSession session)
    {
        using var rows = session.Bind("SELECT generation, since, reason FROM pin").ExecuteReader();
        return rows.Read()
            ? new GenerationPin(rows.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(1)), rows.GetString(2)) : null;
    }

    public static void SetPin(SqliteSession session, GenerationPin pin) => session.Run(
        "INSERT OR REPLACE INTO pin (one, generation, since, reason) VALUES (1, ?1, ?2, ?3)", pin.Generation,
            pin.Since.ToUnixTimeMilliseconds(), pin.Reason);

    public static void RemovePin(SqliteSession session) => session.Run("DELETE FROM pin");

    /// <exception cref="ViewsException">Another generation is pinned.</exception>
    public static void ThrowIfPinned(SqliteSession session, long generation)
    {
        if (Pin(session) is { } pin && pin.Generation != generation)
            throw new ViewsException(pin.Refusal(generation));
    }

    /// <summary>The floor of a complete generation: it sees rows from there up to its own number.</summary>
    /// <exception cref="ViewsException">There is no such complete generation.</exception>
    public static long Floor(SqliteSession session, long generation) =>
        session.Number($"SELECT floor FROM generation WHERE id = ?1 AND state = '{Complete}'", generation)
        ?? throw new ViewsException($"Generation {generation} is not retained: it was retired or discarded, or never completed.");

    /// <exception cref="ViewsException">The generation is not being written.</exception>
    public static void ThrowUnlessWriting(SqliteSession session, long generation)
    {
        if (session.Number($"SELECT 1 FROM generation WHERE id = ?1 AND state = '{Writing}'", generation) is null)
            throw new ViewsException($"Generation {generation} is not being written: it is complete, or another run discarded it.");
    }

    public static long Add(SqliteSession session, GenerationPlan plan, DateTimeOffset created)
    {
        var cut = JsonSerializer.Serialize(plan.Cut.Offsets.ToDictionary(o => o.Key.ToString(CultureInfo.InvariantCulture), o => o.Value));
        var id = session.Number(
            $"INSERT INTO generation (created, engine, mode, cut, floor, state, holes, log) VALUES (?1, ?2, ?3, ?4, 0, '{Writing}', ?5, "
            + $"?6) RETURNING id",
            created.ToUnixTimeMilliseconds(),
            plan.Engine,
            plan.Mode,
            cut,
            plan.Holes.Count == 0 ? null : GenerationHoles.Write(plan.Holes),
            plan.Log)!.Value;
        var floor = plan.Mode == GenerationModes.Full || plan.Parent == 0 ? id : Floor(session, plan.Parent);
        session.Run("UPDATE generation SET floor = ?2 WHERE id = ?1", id, floor);
        return id;
    }

    private static Generation Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        row.GetString(2),
        row.GetString(3),
        Cut.Of(
            JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(4))!
                .Select(o => KeyValuePair.Create(int.Parse(o.Key, CultureInfo.InvariantCulture), o.Value)),
            new SegmentSize(0)),
        row.GetString(5) == Complete ? GenerationState.Complete : GenerationState.Writing)
    {
        Holes = row.IsDBNull(6) ? [] : GenerationHoles.Read(row.GetString(6)),
        Log = row.IsDBNull(7) ? null : row.GetString(7),
    };
}
