using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Log;
using OrleansFlights.Producer.Commands;
using OrleansFlights.Producer.Console;

namespace OrleansFlights.Producer.Tests;

/// <summary>Runs a command line against a memory log, in a directory of its own.</summary>
internal sealed class Run : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public Run() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "flights-producer-" + Guid.NewGuid().ToString("N"));

    public MemoryLog Log { get; } = new();

    public LeapingTime Time { get; } = new();

    public bool UseMemoryLog { get; init; } = true;

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public string File(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public Task<int> Async(params string[] args) => Async(TestContext.Current.CancellationToken, args);

    public Task<int> Async(CancellationToken cancellation, params string[] args)
    {
        var environment = new ProducerEnvironment
        {
            Output = _output,
            Error = _error,
            Progress = ProgressDisplay.For(_output, false, Time),
            Time = Time,
            Folder = Folder
        };
        if (UseMemoryLog)
            environment = environment with { AddLog = (services, _) => services.AddSingleton<IEventLog>(Log) };
        return ProducerApp.RunAsync(args, environment, cancellation);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
