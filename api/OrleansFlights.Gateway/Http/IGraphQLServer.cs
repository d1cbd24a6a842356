using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Gateway.Http;

/// <summary>
/// A GraphQL server that serves <c>schema.graphql</c> by the resolver classes. One of an assembly that not every build has is found by
/// name.
/// </summary>
public interface IGraphQLServer
{
    /// <summary>Adds schema, execution and transports.</summary>
    void AddTo(IServiceCollection services, GraphQLLimits limits);

    /// <summary>Maps <c>/graphql</c>: POST, GET, WebSocket, event stream, and the playground for browsers.</summary>
    IEndpointConventionBuilder Map(IEndpointRouteBuilder routes);
}
