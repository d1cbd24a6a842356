using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Engine;
using OrleansFlights.Batch.Hosting;

namespace OrleansFlights.Batch.Spark;

/// <summary>Runs on Apache Spark, for <c>Batch:Engine=spark</c> in a process that was submitted to it.</summary>
public sealed class SparkBatchAdapter : IBatchEngineAdapter
{
    /// <inheritdoc/>
    public void AddTo(IServiceCollection services) => services.AddSingleton<IBatchEngine, SparkEngine>();
}
