using OrleansFlights.Foundation.Settings;
using OrleansFlights.Gateway.GraphQLNet;
using OrleansFlights.Gateway.Http;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Api;

/// <summary>
/// Chooses what serves GraphQL: what <c>GraphQL:Server</c> names, else HotChocolate in a build that has it, else GraphQL.NET.
/// </summary>
public static class GraphQLServers
{
    /// <summary>The setting's key.</summary>
    public const string Key = $"{GraphQLLimits.Section}:Server";

    /// <summary>GraphQL.NET; every build has it.</summary>
    public const string GraphQLNet = "graphqlnet";

    /// <summary>HotChocolate; builds with <c>Stack=full</c> have it.</summary>
    public const string HotChocolate = "hotchocolate";

    private const string HotChocolateType = "OrleansFlights.Gateway.HotChocolate.HotChocolateServer, OrleansFlights.Gateway.HotChocolate";
    private const string NoHotChocolate = $"{GraphQLNet} (this build has no HotChocolate adapter; build with -p:Stack=full)";

    /// <summary>The server.</summary>
    /// <exception cref="SettingException">The setting names none, or one that this build lacks.</exception>
    public static IGraphQLServer Choose(IConfiguration configuration)
    {
        var hotChocolate = Type.GetType(HotChocolateType);
        var wanted = SettingsReader.Read<GraphQLOptions>(configuration).Server ?? (hotChocolate is null ? GraphQLNet : HotChocolate);
        if (wanted == GraphQLNet)
            return new GraphQLNetServer();
        return hotChocolate is not null
            ? (IGraphQLServer)Activator.CreateInstance(hotChocolate)!
            : throw new SettingException(Key, wanted, NoHotChocolate);
    }
}
