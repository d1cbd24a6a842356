using System.Text;

namespace OrleansFlights.Protocol.Tests.Simulation;

/// <summary>Runs histories, finishes them, and makes failing ones short.</summary>
internal static class Simulator
{
    private const int MostRounds = 60;
    private const int MostShrinkRuns = 30_000;

    /// <summary>Runs a history to its end and then to rest.</summary>
    /// <returns>Null, or what went wrong.</returns>
    public static string? Run(History history, Rules rules, List<string>? trace = null)
    {
        var world = new World(history, rules, trace);
        var under = "";
        try
        {
            foreach (var step in history.Operations)
            {
                under = step.Kind.ToString();
                Steps.Run(world, in step);
            }

            under = "coming to rest";
            ComeToRest(world);
            return null;
        }
        catch (SimulationFailure e)
        {
            return $"{under}: {e.Message}";
        }
        catch (Exception e)
        {
            return $"{under}: {e}";
        }
    }

    /// <summary>
    /// The shortest failing history that can be found from a failing one, by leaving out steps and making numbers smaller while it still
    /// fails with the same symptom.
    /// </summary>
    public static History Shrink(History failing, Func<Rules> rules, string symptom)
    {
        var runs = 0;
        bool Fails(History candidate) =>
            runs++ < MostShrinkRuns && Run(candidate, rules())?.Contains(symptom, StringComparison.Ordinal) == true;

        var best = failing;
        for (var improved = true; improved && runs < MostShrinkRuns;)
        {
            improved = false;
            foreach (var candidate in Smaller(best))
            {
                if (!Fails(candidate))
                    continue;
                best = candidate;
                improved = true;
                break;
            }
        }

        return best;
    }

    /// <summary>A failure with everything to repeat and to understand it.</summary>
    public static string Describe(int seed, Func<Rules> rules, string symptom = "")
    {
        var shrunk = Shrink(History.Of(seed), rules, symptom);
        var trace = new List<string>();
        var failure = Run(shrunk, rules(), trace);
        var text = new StringBuilder(
            $"seed {seed}, shrunk to {shrunk.Operations.Count} steps; {shrunk.Partitions} partition(s), {shrunk.Views} views, segments of "
            + $"{1 << shrunk.SegmentBits}\n");
        for (var i = 0; i < trace.Count; i++)
            text.Append("  ").Append(i + 1).Append(". ").Append(trace[i]).Append('\n');
        return text.Append("  => ").Append(failure).ToString();
    }

    private static IEnumerable<History> Smaller(History history)
    {
        var steps = history.Operations;
        for (var length = Math.Max(1, steps.Count / 2); length > 0; length /= 2)
        {
            for (var at = steps.Count - length; at >= 0; at -= length)
                yield return history with { Operations = [.. steps.Take(at), .. steps.Skip(at + length)] };
        }

        if (history.Partitions > 1)
            yield return history with { Partitions = history.Partitions - 1 };
        if (history.Views > 2)
            yield return history with { Views = history.Views - 1 };
        if (history.SegmentBits > 1)
            yield return history with { SegmentBits = history.SegmentBits - 1 };

        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            foreach (var less in (Operation[])[step with { A = 0 }, step with { B = 0 }, step with { C = 0 }, step with { A = step.A / 2 },
                step with { B = step.B / 2 }, step with { C = step.C / 2 }])
            {
                if (less != step)
                    yield return history with { Operations = [.. steps.Take(i), less, .. steps.Skip(i + 1)] };
            }
        }
    }

    private static void ComeToRest(World world)
    {
        world.Note("everything that is under way arrives, every partition is read to its end");
        for (var view = 0; view < world.Views; view++)
        {
            if (world.IsLost(view))
                Losses.Notice(world, view);
        }

        for (var round = 0; ; round++)
        {
            if (round == MostRounds)
                world.Fail($"does not come to rest: recorded {string.Join(' ', world.Recorded)}, {world.Network.Count} batches under way");
            if (Round(world))
                break;
        }

        for (var view = 0; view < world.Views; view++)
        {
            var active = world.Asked(view);
            active.Finish();
            active.Load();
            active.Finish();
            world.Check(active, 0);
            var total = Recount.Total(world.Log, view, _ => long.MaxValue);
            if (active.State.Adopted is null || !(active.State.Batch + active.State.Realtime).Equals(total))
                world.Fail(
                    $"at rest view {view} says\n    {active.State.Batch + active.State.Realtime}\n  but a recount of all says\n    "
                    + $"{total}");
        }
    }

    private static bool Round(World world)
    {
        for (var silo = 0; silo < World.Silos; silo++)
            world.RefreshLook(silo);
        for (var p = 0; p < world.Log.Length; p++)
        {
            if (!world.Readers.Exists(r => r.Partition == p))
                world.StartReader(p, p % World.Silos);
        }

        foreach (var reader in world.Readers)
        {
            while (reader.Requests.TryDequeue(out var request))
                reader.Resend(request.View, request.Seen, arrives: true);
            while (reader.Poll(int.MaxValue))
            {
            }

            while (reader.Hand())
            {
            }
        }

        foreach (var message in world.Network.ToList())
            Steps.Deliver(world, world.Activation(message.View), message);
        world.Network.Clear();
        foreach (var reader in world.Readers)
            reader.Checkpoint();
        return world.Readers.TrueForAll(
            r => r.Checkpoints.Recorded == world.Log[r.Partition].End && r.Requests.Count == 0 && !r.IsRewinding && r.Pass is null);
    }
}
