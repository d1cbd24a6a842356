using HotChocolate.AspNetCore;
using HotChocolate.AspNetCore.Formatters;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Execution;
using HotChocolate.Execution.Instrumentation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Gateway.HotChocolate.Binding;
using OrleansFlights.Gateway.HotChocolate.Execution;
using OrleansFlights.Gateway.HotChocolate.Transport;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.HotChocolate;

/// <summary>
/// Serves the schema with HotChocolate, its HTTP, WebSocket and event-stream transports behind a gate that holds the gateway's limits.
/// </summary>
public sealed class HotChocolateServer : IGraphQLServer
{
    /// <inheritdoc/>
    public void AddTo(IServiceCollection services, GraphQLLimits limits)
    {
        services.AddSingleton<HttpMiddleware>();
        services.AddSingleton<SocketMiddleware>();
        services.AddGraphQLServer(maxAllowedRequestSize: limits.MaxBodyBytes, disableDefaultSecurity: true)
            .AddFlightSchema()
            .AddCostLimit()
            .ModifyRequestOptions(options => options.ExecutionTimeout = limits.Timeout)
            .ModifyServerOptions(options =>
            {
                options.EnableMultipartRequests = false;
                options.EnableSchemaRequests = false;
                options.AllowedGetOperations = AllowedGetOperations.Query | AllowedGetOperations.Subscription;
                options.MaxConcurrentExecutions = null;
                options.Sockets.ConnectionInitializationTimeout = limits.ConnectionInitTimeout;
                options.Sockets.KeepAliveInterval = null;
            })
            .ConfigureSchemaServices(AddParts);
    }

    /// <inheritdoc/>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes)
    {
        var gate = routes.ServiceProvider.GetRequiredService<HttpMiddleware>();
        var endpoint = routes.MapGraphQL(HttpMiddleware.Path);
        endpoint.Add(built =>
        {
            var server = built.RequestDelegate ?? throw new InvalidOperationException("HotChocolate maps nothing.");
            built.RequestDelegate = context => gate.HandleAsync(context, server);
        });
        return endpoint.ExcludeFromDescription();
    }

    private static void AddParts(IServiceProvider application, IServiceCollection schema)
    {
        schema.AddSingleton<IErrorFilter>(new ErrorFilter(application.GetRequiredService<ErrorMapper>()));
        schema.AddSingleton<IExecutionDiagnosticEventListener>(new MessageCount(application.GetRequiredService<GatewayMetrics>()));
        schema.AddSingleton<IHttpResponseFormatter, ResponseFormatter>();
        schema.AddSingleton<ISocketSessionInterceptor>(new SubscriptionLimit(application.GetRequiredService<GraphQLLimits>()));
        foreach (var protocol in schema.Where(s => s.ServiceType == typeof(IProtocolHandler)).ToList())
        {
            schema.Remove(protocol);
            schema.AddSingleton<IProtocolHandler>(
                services => new StrictProtocol((IProtocolHandler)protocol.ImplementationFactory!(services)));
        }
    }
}
