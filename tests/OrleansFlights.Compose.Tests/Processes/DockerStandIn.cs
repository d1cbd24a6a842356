using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansFlights.Compose.Tests;

/// <summary>
/// A <c>docker</c> for commands that people type: it does to the processes and folders of a test what Docker does to containers and
/// volumes.
/// </summary>
internal sealed class DockerStandIn : IAsyncDisposable
{
    private const string Project = "orleans-flights_";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flights-docker-");
    private readonly Dictionary<string, Func<Task>> _compose;
    private readonly Func<string, string> _volume;
    private readonly WebApplication _app;

    private DockerStandIn(Dictionary<string, Func<Task>> compose, Func<string, string> volume)
    {
        _compose = compose;
        _volume = volume;
        var port = ChildProcess.FreePort();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.MapPost("/", TakeAsync);
        File.WriteAllText(
            Path.Combine(_directory.FullName, "docker"),
            "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\" | curl -sS --fail-with-body --max-time 900 --data-binary @- "
            + $"http://127.0.0.1:{port}/\n");
    }

    /// <summary>Starts it.</summary>
    /// <param name="compose">What each command of Compose does, by its words without options.</param>
    /// <param name="volume">The folder that stands for a volume.</param>
    public static async Task<DockerStandIn> StartAsync(Dictionary<string, Func<Task>> compose, Func<string, string> volume)
    {
        var docker = new DockerStandIn(compose, volume);
        await docker._app.StartAsync();
        return docker;
    }

    /// <summary>Runs what somebody types, in a folder of its own.</summary>
    public async Task TypeAsync(string commands, TimeSpan patience)
    {
        var script = $"export PATH={_directory.FullName}:$PATH\ncd {_directory.FullName}\nchmod +x docker\nset -euo pipefail\n{commands}";
        await using var shell = new ChildProcess("bash", ["-c", script]);
        Assert.True(await shell.ExitAsync(patience) == 0, shell.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new StreamReader(request.Body);
        var words = (await body.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            if (words[0] == "compose")
            {
                var command = string.Join(' ', words.Skip(1));
                if (!_compose.TryGetValue(command, out var act))
                    return Results.Text($"no stand-in for: docker compose {command}", statusCode: 400);
                await act();
                return Results.Text("");
            }

            return words[0] == "run"
                ? await RunAsync(words[1..]) : Results.Text($"no stand-in for: docker {JsonSerializer.Serialize(words)}", statusCode: 400);
        }
        catch (Exception failure)
        {
            return Results.Text(failure.ToString(), statusCode: 500);
        }
    }

    /// <summary>Runs a container's command here, its mounts replaced by the folders that they are.</summary>
    private async Task<IResult> RunAsync(string[] words)
    {
        Assert.Equal("--rm", words[0]);
        var mounts = new List<(string Target, string Folder)>();
        var at = 1;
        for (; words[at] == "--volume"; at += 2)
        {
            var parts = words[at + 1].Split(':');
            mounts.Add((parts[1], parts[0].StartsWith(Project, StringComparison.Ordinal) ? _volume(parts[0][Project.Length..]) : parts[0]));
        }

        var command = words[(at + 1)..].Select(w => mounts.Aggregate(w, (word, mount) =>
            word == mount.Target || word.StartsWith(mount.Target + "/", StringComparison.Ordinal) ? mount.Folder
                + word[mount.Target.Length..] : word)).ToList();
        await using var process = new ChildProcess(command[0], command[1..]);
        return await process.ExitAsync(TimeSpan.FromMinutes(5)) == 0 ? Results.Text("") : Results.Text(process.Output, statusCode: 500);
    }
}
