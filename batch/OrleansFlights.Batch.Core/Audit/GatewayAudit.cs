using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>
/// Audits single views of a gateway for whoever asks. One at a time, and after each a pause as long as it took: an audit holds the run
/// lock, and runs must get their turn however often somebody asks.
/// </summary>
public sealed class GatewayAudit : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly HttpClient _http = new() { Timeout = Timeout };
    private readonly Auditor _auditor;
    private readonly TimeProvider _time;
    private DateTimeOffset _next;

    internal GatewayAudit(Auditor auditor, TimeProvider time)
    {
        _auditor = auditor;
        _time = time;
    }

    /// <summary>Recounts a view from archive and log, and compares the gateway's answer and the published views.</summary>
    /// <param name="view">The view.</param>
    /// <param name="gateway">Where the gateway answers.</param>
    /// <param name="shown">Headers that say to the gateway who asks; empty where it does not ask.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BatchException">There is nothing to compare with, or a side cannot be read.</exception>
    public async Task<GatewayAuditResult> AuditAsync(
        ViewKey view, Uri gateway, IReadOnlyDictionary<string, string> shown, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_next - _time.GetUtcNow() is var pause && pause > TimeSpan.Zero)
                await Task.Delay(pause, _time, cancellationToken);
            var began = _time.GetTimestamp();
            try
            {
                var client = new GatewayClient(_http, gateway, shown);
                var audited = (await _auditor.AuditAsync([view], client, progress: null, cancellationToken))[0];
                return new GatewayAuditResult(audited.Generation, audited.Events, [.. audited.Differences.Select(d => d.ToString())]);
            }
            finally
            {
                _next = _time.GetUtcNow() + _time.GetElapsedTime(began);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }
}

/// <summary>What an audit of one view found.</summary>
/// <param name="Generation">The generation it was compared under.</param>
/// <param name="Events">Events recounted.</param>
/// <param name="Differences">Where views or gateway are wrong; empty when both are right.</param>
public sealed record GatewayAuditResult(long Generation, long Events, IReadOnlyList<string> Differences);
