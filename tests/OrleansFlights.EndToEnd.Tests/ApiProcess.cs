using System.Reflection;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>The gateway with the embedded pipeline as a process of its own.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly ChildProcess _process;

    private ApiProcess(ChildProcess process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public string Output => _process.Output;

    public long ResidentBytes => _process.ResidentBytes;

    public static ApiProcess Start(string data, int port, params (string Key, string Value)[] settings)
    {
        // A process started in the background of a shell ignores interrupts, and so would the gateway.
        string[] command =
        [
            "--default-signal=INT", "dotnet", AssemblyOf("Api"), $"--Urls=http://127.0.0.1:{port}", $"--Data:Path={data}",
                "--Simulation:Enabled=false",
            .. settings.Select(s => $"--{s.Key}={s.Value}"),
        ];
        return new ApiProcess(new ChildProcess("env", command), new Uri($"http://127.0.0.1:{port}"));
    }

    /// <summary>Where a program of the product was built.</summary>
    public static string AssemblyOf(string program) =>
        typeof(ApiProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == program).Value!;

    /// <summary>Waits until the gateway answers.</summary>
    public async Task ReadyAsync(HttpClient client)
    {
        var until = DateTime.UtcNow + Deadline;
        while (true)
        {
            Assert.False(_process.HasExited, $"the gateway ended with {(_process.HasExited ? _process.ExitCode : 0)}: {Output}");
            Assert.True(DateTime.UtcNow < until, $"the gateway is not ready within {Deadline}: {Output}");
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "/health/ready"));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet, or too busy to answer in time.
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Ends the process at once, as kill -9 does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Ends the process as Ctrl-C does and gives its exit code.</summary>
    public Task<int> InterruptAsync() => _process.InterruptAsync(Deadline);

    /// <summary>Waits for the process's end and gives its exit code.</summary>
    public Task<int> ExitAsync() => _process.ExitAsync(Deadline);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
