using Microsoft.Extensions.DependencyInjection;

namespace OrleansFlights.Batch.Hosting;

/// <summary>An engine of an assembly of its own, which not every build has. Found by name, so that nothing here depends on it.</summary>
public interface IBatchEngineAdapter
{
    /// <summary>Adds <see cref="Engine.IBatchEngine"/>.</summary>
    void AddTo(IServiceCollection services);
}
