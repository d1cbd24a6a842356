using System.ComponentModel.DataAnnotations;

namespace OrleansFlights.Api;

/// <summary>What the configuration section <c>GraphQL</c> says beside the limits.</summary>
public sealed class GraphQLOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "GraphQL";

    /// <summary>
    /// What serves GraphQL: <c>graphqlnet</c> or <c>hotchocolate</c>; default: HotChocolate in a build that has it, else GraphQL.NET.
    /// </summary>
    [AllowedValues(null, GraphQLServers.GraphQLNet, GraphQLServers.HotChocolate)]
    public string? Server { get; set; }
}
