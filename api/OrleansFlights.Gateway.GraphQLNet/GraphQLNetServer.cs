using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using OrleansFlights.Gateway.GraphQLNet.Binding;
using OrleansFlights.Gateway.GraphQLNet.Transport;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.GraphQLNet;

/// <summary>Serves the schema with GraphQL.NET.</summary>
public sealed class GraphQLNetServer : IGraphQLServer
{
    private const int MaxSyntaxDepth = 64;

    /// <inheritdoc/>
    public void AddTo(IServiceCollection services, GraphQLLimits limits)
    {
        services.AddSingleton<ISchema>(FlightSchema.Build);
        services.AddSingleton<IDocumentExecuter>(new DocumentExecuter());
        services.AddSingleton<IDocumentBuilder>(new GraphQLDocumentBuilder { MaxDepth = MaxSyntaxDepth, IgnoreComments = true });
        services.AddSingleton<DocumentCache>();
        services.AddSingleton<ExecutionErrors>();
        services.AddSingleton<OperationExecutor>();
        services.AddSingleton<ResultWriter>();
        services.AddSingleton<EventStreamTransport>();
        services.AddSingleton<SocketTransport>();
        services.AddSingleton<GraphQLEndpoint>();
    }

    /// <inheritdoc/>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) =>
        routes.Map("/graphql", routes.ServiceProvider.GetRequiredService<GraphQLEndpoint>().HandleAsync).ExcludeFromDescription();
}
