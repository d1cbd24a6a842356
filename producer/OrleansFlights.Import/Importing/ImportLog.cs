using Microsoft.Extensions.Logging;
using OrleansFlights.Foundation;
using OrleansFlights.Log;

namespace OrleansFlights.Import.Importing;

/// <summary>
/// The log as an import sees it: a batch and the import's state go to it together. When the log does not say whether it has a batch, the
/// writer is opened again and its state tells; so a batch is never there twice and never missing, whatever breaks between.
/// </summary>
internal sealed partial class ImportLog(IStatefulLog log, string topic, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private IStatefulWriter? _writer;
    private string _name = "";
    private ImportState _last = new();

    /// <summary>Opens the memory of a content.</summary>
    public async Task<ImportState> OpenAsync(string hash, CancellationToken cancellation)
    {
        _name = "import-" + hash;
        return _last = await RetryAsync(ReopenAsync, cancellation);
    }

    /// <summary>Appends a batch; returns when it and the state are durable.</summary>
    /// <exception cref="LogException">The log cannot take it, and trying again does not help.</exception>
    public async Task CommitAsync(ImportBatch batch, CancellationToken cancellation)
    {
        await RetryAsync(
            async cancelled =>
            {
                if (_writer is null)
                {
                    var found = await ReopenAsync(cancelled);
                    if (found.IsAt(batch.State))
                        return batch.State;
                    if (!found.IsAt(_last))
                        throw new LogException($"Another process imports the same content to {topic}; it is at row {found.Row}.");
                }

                try
                {
                    await _writer!.CommitAsync(batch.ToEntries(time.GetUtcNow()), batch.State.ToBytes(), cancelled);
                }
                catch (LogException)
                {
                    await CloseAsync();
                    throw;
                }

                return batch.State;
            },
            cancellation);
        _last = batch.State;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<ImportState> ReopenAsync(CancellationToken cancellation)
    {
        await CloseAsync();
        _writer = await log.OpenWriterAsync(topic, _name, cancellation);
        return ImportState.Parse(_writer.State);
    }

    private async Task CloseAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        _writer = null;
    }

    private async Task<ImportState> RetryAsync(Func<CancellationToken, Task<ImportState>> work, CancellationToken cancellation)
    {
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                return await work(cancellation);
            }
            catch (LogException trouble) when (trouble.IsTransient)
            {
                var pause = backoff.Next();
                LogTrouble(logger, trouble, topic, backoff.Failures, pause.TotalSeconds);
                await Task.Delay(pause, time, cancellation);
            }
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "Import to {Topic} met trouble (attempt {Attempt}); next attempt in {PauseSeconds} s")]
    private static partial void LogTrouble(ILogger logger, Exception trouble, string topic, int attempt, double pauseSeconds);
}
