using System.Globalization;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>
/// The README's way from a file that nobody has seen before to a route's answer, in three commands, run as they are written there: only
/// that programs are those built already, and the gateway's port is a free one.
/// </summary>
public sealed class NewcomerTests : IDisposable
{
    private const string Begin = "three commands";
    private const string End = "Nothing is sent before";
    private const string Fence = "```";
    private const int Flights = 24;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-newcomer-");

    [Fact]
    public async Task UnknownCsv_GivesARoutesAnswer_InTheThreeCommandsOfTheReadme()
    {
        var commands = Commands();
        Assert.Equal(3, commands.Count);
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "flights.csv"), Csv(), TestContext.Current.CancellationToken);
        await using var api = ApiProcess.Start(Path.Combine(_directory.FullName, "data"), ChildProcess.FreePort());
        await api.ReadyAsync(_client);

        var (_, looked) = await RunAsync(commands[0], api.Address);
        Assert.Contains("planned", looked, StringComparison.Ordinal);
        Assert.Contains("--map scheduled_departure=COLUMN", looked, StringComparison.Ordinal);

        var (code, sent) = await RunAsync(commands[1], api.Address);
        Assert.True(code == 0, sent);

        var answer = "";
        await Eventually.TrueAsync(
            async () =>
            {
                (_, answer) = await RunAsync(commands[2], api.Address);
                return answer.StartsWith($$"""{"route":"ZRH-JFK","flight_count":{{2 * Flights}},""", StringComparison.Ordinal);
            },
            () => answer);
    }

    [Fact]
    public async Task Source_IsPlayedByTheGateway()
    {
        var path = Path.Combine(_directory.FullName, "past.csv");
        await File.WriteAllTextAsync(
            path, Csv().Replace("planned", "std", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await using var api = ApiProcess.Start(
            Path.Combine(_directory.FullName, "data"), ChildProcess.FreePort(),
            ("Simulation:Enabled", "true"), ("Simulation:Source", path), ("Simulation:Speed", "36000"));
        await api.ReadyAsync(_client);
        var gateway = new GatewayClient(_client, api.Address);

        WatermarkedAnswer? answer = null;
        await Eventually.TrueAsync(
            async () => (answer = await gateway.RouteAsync("ZRH", "JFK")).Counts.Events >= 2 * Flights,
            () => $"{answer}\n{api.Output}");
        Assert.Equal(2 * Flights, answer!.Counts.Events);
        Assert.Equal(Flights, answer.Counts.Departures);
        Assert.Equal(Flights * 10 * 60, answer.Counts.SumSeconds);
    }

    public void Dispose()
    {
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>Columns in words of their own, times as the airport's clocks show them.</summary>
    private static string Csv() => "carrier;number;from;to;planned;delay\n" + string.Concat(Enumerable.Range(0, Flights).Select(
        hour => string.Create(CultureInfo.InvariantCulture, $"LX;{14 + hour};ZRH;JFK;2013-01-02 {hour:00}:30;10\n")));

    private static List<string> Commands()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryFolder.Find(), "README.md"));
        var from = readme.IndexOf(Begin, StringComparison.Ordinal);
        var part = readme[from..readme.IndexOf(End, from, StringComparison.Ordinal)].Split('\n');
        var commands = new List<string>();
        for (var line = 0; line < part.Length; line++)
        {
            if (part[line] != Fence + "sh")
                continue;
            var command = part.Skip(line + 1).TakeWhile(text => text != Fence).ToList();
            commands.Add(string.Join('\n', command));
            line += command.Count + 1;
        }

        return commands;
    }

    private async Task<(int Code, string Output)> RunAsync(string command, Uri gateway)
    {
        var script =
            $$"""
              cd '{{_directory.FullName}}'
              dotnet() {
                [ "$1 $2 $3 $4" = "run --project producer/OrleansFlights.Producer --" ] || { echo "not known here: dotnet $*"; return 99; }
                shift 4
                command dotnet '{{ApiProcess.AssemblyOf("Producer")}}' "$@"
              }
              curl() { command curl "${@//localhost:8088/{{gateway.Authority}}}"; }
              {{command}}
              """;
        await using var bash = new ChildProcess("bash", ["-c", script]);
        return (await bash.ExitAsync(Deadline), bash.Output);
    }
}
