using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansFlights.Api.Edge;
using OrleansFlights.Api.Pages;
using OrleansFlights.Api.Rest;
using OrleansFlights.Foundation.Settings;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;
using OrleansFlights.Gateway.Pipeline;
using OrleansFlights.Gateway.Recounts;
using OrleansFlights.Gateway.Resolvers;
using OrleansFlights.Gateway.Subscriptions;
using OrleansFlights.Hosting;
using OrleansFlights.Search.Hosting;

namespace OrleansFlights.Api;

/// <summary>Puts the gateway together.</summary>
public static class GatewayHosting
{
    /// <summary>Where the gateway listens unless <c>Urls</c> says otherwise.</summary>
    public const string DefaultUrl = "http://localhost:8088";

    /// <summary>Adds the gateway over the grains that the host can reach.</summary>
    /// <exception cref="SettingException">A setting is not allowed.</exception>
    public static WebApplicationBuilder AddFlightGateway(this WebApplicationBuilder builder)
    {
        var limits = SettingsReader.Read<GraphQLLimits>(builder.Configuration);
        var server = GraphQLServers.Choose(builder.Configuration);
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);

        builder.Services.AddSingleton(limits);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<GatewayMetrics>();
        builder.Services.AddSingleton<GrainViews>();
        builder.Services.AddSingleton<SettledPositions>();
        builder.Services.AddSingleton<SettledReads>();
        builder.Services.AddSingleton<ViewMeasurer>();
        builder.Services.AddSingleton<TableReads>();
        builder.Services.AddSingleton(new ShownAnswers());
        builder.Services.AddSingleton<IFlightViews, CoveringViews>();
        builder.Services.AddFlightSearch(builder.Configuration);
        builder.Services.AddSingleton<LiveStateContext>();
        builder.Services.AddSingleton<ViewHub>();
        builder.Services.AddSingleton<PipelineHistory>();
        builder.Services.AddHostedService<PipelineSampler>();
        builder.Services.AddSingleton<DeadLetterReads>();
        builder.Services.AddSingleton<ErrorMapper>();
        builder.Services.AddSingleton<ConnectionLimit>();
        builder.Services.TryAddSingleton(new GatewayFacts(Simulated: false));
        builder.Services.TryAddSingleton<IViewRecounter, NoRecounter>();
        builder.Services.TryAddSingleton<IOperatorRights, NoOperators>();
        builder.Services.AddSingleton<Playground>();
        builder.Services.AddLivePage();
        builder.Services.AddSingleton(server);
        server.AddTo(builder.Services, limits);
        builder.Services.AddReadinessChecks();
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi();
        builder.AddGatewayTelemetry();
        builder.AddFlightEdge();
        return builder;
    }

    /// <summary>Maps pages, GraphQL, REST, health and metrics.</summary>
    public static WebApplication MapFlightGateway(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseWebSockets();
        app.UseFlightEdge();
        app.UseLivePageFiles();
        app.Services.GetRequiredService<IGraphQLServer>().Map(app);
        app.MapGet("/schema.graphql", () => TypedResults.Text(SchemaContract.ReadText(), "text/plain; charset=utf-8"))
            .ExcludeFromDescription();
        app.MapLivePage();
        app.MapRouteCounts();
        app.MapAnalystTables();
        app.MapEventPosts();
        app.MapGenerations();
        app.MapFlightHealth();
        app.MapOpenApi();
        app.MapPrometheusScrapingEndpoint();
        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<GatewayMetrics>().Announce);
        return app;
    }
}
