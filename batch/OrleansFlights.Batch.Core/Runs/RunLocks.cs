using Microsoft.Extensions.Options;
using OrleansFlights.Foundation.Settings;

namespace OrleansFlights.Batch.Runs;

/// <summary>The one lock of all runs and audits over a <c>Data:Path</c>.</summary>
public sealed class RunLocks(IOptions<DataOptions> data, WorkDirectory scratch, TimeProvider time)
{
    /// <summary>Waits until no other run works, and removes what dead ones left.</summary>
    /// <exception cref="BatchException">The lock file cannot be made.</exception>
    public async Task<RunLock> AcquireAsync(CancellationToken cancellationToken)
    {
        var taken = await RunLock.AcquireAsync(data.Value.File(RunLock.FileName), time, cancellationToken);
        scratch.RemoveDead();
        return taken;
    }
}
