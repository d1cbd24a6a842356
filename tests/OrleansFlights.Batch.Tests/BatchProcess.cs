using System.Diagnostics;

namespace OrleansFlights.Batch.Tests;

/// <summary>The command line in a process of its own.</summary>
internal sealed class BatchProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private BatchProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public bool HasEnded => _process.HasExited;

    public static BatchProcess Start(BatchFixture batch, params string[] arguments) => Start(Command(batch, arguments), batch);

    /// <summary>Starts it in the fixture's directory with the log that lies there and no other settings than those given.</summary>
    public static BatchProcess StartWithout(BatchFixture batch, params string[] arguments)
    {
        var start = Command(batch, arguments);
        if (!arguments.Any(a => a.StartsWith("--Data", StringComparison.Ordinal)))
            start.Environment["Data__Path"] = batch.Directory;
        start.Environment["Log__SegmentBits"] = $"{BatchFixture.SegmentBits}";
        return Started(start);
    }

    /// <summary>Starts a process that hands its last arguments to the command line, and gives it the settings.</summary>
    public static BatchProcess Start(ProcessStartInfo start, BatchFixture batch)
    {
        foreach (var (key, value) in batch.Settings)
            start.ArgumentList.Add($"--{key}={value}");
        return Started(start);
    }

    /// <summary>Runs a command that must succeed and gives what it printed.</summary>
    public static async Task<string> OkAsync(BatchFixture batch, params string[] arguments)
    {
        using var process = Start(batch, arguments);
        var (code, output, errors) = await process.EndAsync();
        Assert.True(code == 0, $"{string.Join(' ', arguments)} ended with {code}: {output}{errors}");
        return output;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(BatchFixture.Token);
    }

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(BatchFixture.Token);
        deadline.CancelAfter(Deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            Assert.Fail($"the process did not end within {Deadline}: {await _output}{await _errors}");
        }

        return (_process.ExitCode, await _output, await _errors);
    }

    public void Dispose() => _process.Dispose();

    private static ProcessStartInfo Command(BatchFixture batch, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = batch.Directory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansFlights.Batch.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    private static BatchProcess Started(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new BatchProcess(Process.Start(start)!);
    }
}
