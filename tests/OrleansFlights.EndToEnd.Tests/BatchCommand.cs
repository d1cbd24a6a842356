using System.Diagnostics;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>A command of the batch layer as a process of its own, beside a running gateway.</summary>
internal sealed class BatchCommand : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private BatchCommand(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public bool HasEnded => _process.HasExited;

    public static BatchCommand Start(string data, params IEnumerable<string> arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", [ApiProcess.AssemblyOf("Batch"), .. arguments, "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Runs a command that must succeed and gives what it printed.</summary>
    public static async Task<string> OkAsync(string data, params IEnumerable<string> arguments)
    {
        using var command = Start(data, arguments);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await command._process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            command.Kill();
            Assert.Fail($"'{string.Join(' ', arguments)}' did not end within {Deadline}: {await command.PrintedAsync()}");
        }

        Assert.True(command._process.ExitCode == 0,
            $"'{string.Join(' ', arguments)}' ended with {command._process.ExitCode}: {await command.PrintedAsync()}");
        return await command._output;
    }

    /// <summary>Ends the process at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<string> PrintedAsync() => await _output + await _errors;

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
