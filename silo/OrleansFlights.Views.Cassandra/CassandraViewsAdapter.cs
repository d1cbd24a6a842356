using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Views.Hosting;

namespace OrleansFlights.Views.Cassandra;

/// <summary>Batch views in Apache Cassandra, for <c>Views:Provider=cassandra</c>.</summary>
public sealed class CassandraViewsAdapter : IViewsAdapter
{
    /// <inheritdoc/>
    public void AddTo(IServiceCollection services, ViewsOptions options)
    {
        services.AddSingleton(_ => new CassandraSession(options.Cassandra));
        services.AddSingleton<GenerationTable>();
        services.AddSingleton<RowTables>();
        services.AddSingleton<IBatchViews, CassandraBatchViews>();
        services.AddSingleton<IBatchViewsWriter, CassandraBatchViewsWriter>();
        services.AddSingleton<IViewsSchema, CassandraViewsSchema>();
    }
}
