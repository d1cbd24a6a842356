using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;

namespace OrleansFlights.EndToEnd.Tests;

/// <summary>The gateway with the embedded pipeline as a process of its own.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ApiProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public static ApiProcess Start(string data, int port, params (string Key, string Value)[] settings)
    {
        // A process started in the background of a shell ignores interrupts, and so would the gateway.
        var start = new ProcessStartInfo(
            "env",
            ["--default-signal=INT", "dotnet", AssemblyOf("Api"), $"--Urls=http://127.0.0.1:{port}", $"--Data:Path={data}", "--Simulation:Enabled=false"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.ArgumentList.Add($"--{key}={value}");
        return new ApiProcess(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
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
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends the process as Ctrl-C does and gives its exit code.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        return await ExitAsync();
    }

    /// <summary>Waits for the process's end and gives its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the gateway did not end within {Deadline}: {Output}");
        }

        return _process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Keep(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
