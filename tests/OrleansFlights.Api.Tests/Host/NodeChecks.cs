using System.Diagnostics;

namespace OrleansFlights.Api.Tests;

/// <summary>
/// Runs the reference clients of the protocols, which are Node.js programs; skips with the reason when they cannot run here.
/// </summary>
public sealed class NodeChecks : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "node");

    // Once per process: the suites of several servers share the folder.
    private static readonly Lazy<Task<string?>> Missing = new(InstallAsync);
    private string? _missing;

    public async ValueTask InitializeAsync() => _missing = await Missing.Value;

    private static async Task<string?> InstallAsync()
    {
        try
        {
            var (exit, output) = await StartAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--no-progress", "--loglevel=error", "--prefer-offline");
            return exit == 0 ? null : $"npm ci failed: {output}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return $"Node.js 20 or later is not installed: {missing.Message}";
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a script and returns its exit code and output.</summary>
    public async Task<(int Exit, string Output)> RunAsync(string script, params string[] arguments)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return await StartAsync("node", [script, .. arguments]);
    }

    private static async Task<(int Exit, string Output)> StartAsync(string program, params string[] arguments)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using var process = Process.Start(new ProcessStartInfo(
            program, arguments)
        { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
