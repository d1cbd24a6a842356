using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;

namespace OrleansFlights.Api.GraphQLNet;

/// <summary>Serves the schema with GraphQL.NET.</summary>
public static class GraphQLNetHosting
{
    private const int MaxSyntaxDepth = 64;

    /// <summary>Adds schema, execution and transports.</summary>
    public static IServiceCollection AddGraphQLNet(this IServiceCollection services)
    {
        services.AddSingleton<ISchema>(FlightSchema.Build);
        services.AddSingleton<IDocumentExecuter>(new DocumentExecuter());
        services.AddSingleton<IDocumentBuilder>(new GraphQLDocumentBuilder { MaxDepth = MaxSyntaxDepth, IgnoreComments = true });
        services.AddSingleton<PreparedDocuments>();
        services.AddSingleton<ExecutionErrors>();
        services.AddSingleton<OperationExecutor>();
        services.AddSingleton<ResultWriter>();
        services.AddSingleton<ConnectionLimit>();
        services.AddSingleton<EventStreamTransport>();
        services.AddSingleton<SocketTransport>();
        services.AddSingleton<Playground>();
        services.AddSingleton<GraphQLEndpoint>();
        return services;
    }

    /// <summary>Maps <c>/graphql</c>.</summary>
    public static IEndpointConventionBuilder MapGraphQLNet(this IEndpointRouteBuilder routes) =>
        routes.Map("/graphql", routes.ServiceProvider.GetRequiredService<GraphQLEndpoint>().HandleAsync).ExcludeFromDescription();
}
