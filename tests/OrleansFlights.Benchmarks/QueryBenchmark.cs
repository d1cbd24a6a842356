using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using OrleansFlights.Log;

namespace OrleansFlights.Benchmarks;

/// <summary>
/// Asks a running gateway for routes over so many connections, each the next question as soon as it has its answer, while a steady load
/// arrives; beside it the same with a query that reads nothing.
/// </summary>
internal sealed class QueryBenchmark(ITopic log, Uri gateway, int routes, int perSecond, int connections, TimeSpan duration)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public async Task RunAsync()
    {
        var workload = new Workload(routes);
        await using var load = new SteadyLoad(log, routes, perSecond);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = gateway };
        string Route(Random random)
        {
            var (origin, destination) = workload.Choose(random);
            return $$$"""{"query":"query($o: String!, $d: String!) { route(origin: $o, destination: $d) { tally { events } } }","variables":{"o":"{{{origin}}}","d":"{{{destination}}}"}}""";
        }

        await AskAsync(http, Route, WarmUp);
        Latencies.Print("query that reads nothing", await AskAsync(http, _ => """{"query":"{ __typename }"}""", duration), duration);
        Latencies.Print("route query", await AskAsync(http, Route, duration), duration);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load: {load.Rate:N0} events/s, {connections} connections"));
    }

    private async Task<List<double>> AskAsync(HttpClient http, Func<Random, string> query, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var random = new Random();
            var milliseconds = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var asked = Stopwatch.GetTimestamp();
                using var question = new StringContent(query(random), new MediaTypeHeaderValue("application/json"));
                using var answer = await http.PostAsync("/graphql", question);
                var text = await answer.Content.ReadAsStringAsync();
                milliseconds.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                if (!text.StartsWith("{\"data\":{", StringComparison.Ordinal) || text.Contains("\"errors\"", StringComparison.Ordinal))
                    throw new InvalidDataException($"the gateway answered {(int)answer.StatusCode}: {text}");
            }

            return milliseconds;
        })));
        return [.. all.SelectMany(m => m)];
    }
}
