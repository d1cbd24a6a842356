using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansFlights.Compose.Tests;

/// <summary>The index of flights of a running stack, held against its log while no events come.</summary>
internal sealed class StackIndex(Topology stack)
{
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Waits until the gateway's health says that flights are searched.</summary>
    public async Task ReadyAsync()
    {
        var health = default(JsonElement);
        await Eventually.TrueAsync(
            Deadline,
            async () =>
            {
                stack.FailIfEnded();
                health = await stack.Http.GetFromJsonAsync<JsonElement>(new Uri($"http://{stack.Api.Address}:8088/health/ready"));
                return health.GetProperty("checks").GetProperty("search").GetProperty("description").GetString() == "answers";
            },
            () => $"{health}\n{stack.State()}");
    }

    /// <summary>Waits until the gateway finds exactly the flights of a recount, and gives them in the order of pages.</summary>
    public async Task<IReadOnlyList<FoundFlight>> EqualAsync()
    {
        var expected = await FlightRecount.ReadAsync(stack.Log);
        IReadOnlyList<FoundFlight> found = [];
        await Eventually.TrueAsync(
            Deadline,
            async () =>
            {
                stack.FailIfEnded();
                found = await stack.Flights.CountAsync() == expected.Count ? await stack.Flights.AllAsync() : found;
                return expected.SequenceEqual(found);
            },
            () => $"{found.Count} flights, the log tells of {expected.Count}; not as the log has it: "
                + $"{string.Join('\n', found.Except(expected).Take(3))}\n{stack.State()}");
        return expected;
    }
}
