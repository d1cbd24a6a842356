using System.Diagnostics;
using System.Globalization;

namespace OrleansFlights.Log.Tests;

/// <summary>A process of its own that appends numbered records and says which were acknowledged.</summary>
internal sealed class LogWriterProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private readonly SemaphoreSlim _said = new(0);
    private int _acknowledged;

    public LogWriterProcess(string name, int count, int batch, params string[] settings)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "OrleansFlights.Log.Writer.dll");
        string[] arguments = [program, name, "0", $"{count}", $"{batch}", .. settings];
        _process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _reading = Task.Run(Read);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Records with a number below this were acknowledged.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public async Task WaitUntilAcknowledged(int records)
    {
        while (Acknowledged < records)
        {
            Assert.True(
                await _said.WaitAsync(LogTesting.Deadline, LogTesting.Token) && !(_reading.IsCompleted && Acknowledged < records),
                $"{Acknowledged} of {records} were acknowledged. {(_errors.IsCompleted ? await _errors : "")}");
        }
    }

    /// <summary>Waits until the process has ended well.</summary>
    public async Task Finish()
    {
        await _process.WaitForExitAsync(LogTesting.Token).WaitAsync(LogTesting.Deadline, LogTesting.Token);
        await _reading;
        Assert.True(_process.ExitCode == 0, await _errors);
    }

    /// <summary>Kills the process as kill -9 does.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(LogTesting.Token);
        await _reading;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        _said.Dispose();
    }

    private void Read()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            // The last line of a killed process may be cut short.
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > Acknowledged)
                Volatile.Write(ref _acknowledged, number);
            _said.Release();
        }

        _said.Release();
    }
}
