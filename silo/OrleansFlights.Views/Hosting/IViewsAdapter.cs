using Microsoft.Extensions.DependencyInjection;

namespace OrleansFlights.Views.Hosting;

/// <summary>
/// A views store of an assembly of its own, which not every build has. Found by name, so that nothing here depends on it.
/// </summary>
public interface IViewsAdapter
{
    /// <summary>Adds <see cref="IBatchViews"/>, <see cref="IBatchViewsWriter"/> and <see cref="IViewsSchema"/>.</summary>
    void AddTo(IServiceCollection services, ViewsOptions options);
}
