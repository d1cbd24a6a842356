namespace OrleansFlights.Api;

/// <summary>The pipeline in this process: log, views, silo and simulation.</summary>
public static class EmbeddedPipeline
{
    /// <summary>Adds all of it.</summary>
    public static WebApplicationBuilder AddEmbeddedPipeline(this WebApplicationBuilder builder)
    {
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        return builder;
    }
}
