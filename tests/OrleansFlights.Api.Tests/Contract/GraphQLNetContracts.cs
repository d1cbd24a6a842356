using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansFlights.Api.Tests;

public sealed class GraphQLNetGateway : TestGateway
{
    protected override string Server => GraphQLServers.GraphQLNet;
}

public sealed class GraphQLNetNarrowGateway : NarrowGateway
{
    protected override string Server => GraphQLServers.GraphQLNet;
}

public sealed class GraphQLNetMomentGateway : MomentGateway
{
    protected override string Server => GraphQLServers.GraphQLNet;
}

public sealed class GraphQLNetGatewayWithoutSearch : GatewayWithoutSearch
{
    protected override string Server => GraphQLServers.GraphQLNet;
}

public sealed class GraphQLNetSchemaTests(GraphQLNetGateway gateway) : PrintedSchemaContract(gateway), IClassFixture<GraphQLNetGateway>
{
    protected override Task<string> PrintAsync() => Task.FromResult(gateway.Services.GetRequiredService<ISchema>().Print());
}

public sealed class GraphQLNetQueryTests(GraphQLNetGateway gateway) : QueryContract(gateway), IClassFixture<GraphQLNetGateway>;

public sealed class GraphQLNetAnalystTests(GraphQLNetGateway gateway) : AnalystContract(gateway), IClassFixture<GraphQLNetGateway>;

public sealed class GraphQLNetSubscriptionTests(GraphQLNetGateway gateway)
    : SubscriptionContract(gateway), IClassFixture<GraphQLNetGateway>;

public sealed class GraphQLNetFlightTests(GraphQLNetGateway gateway) : FlightContract(gateway), IClassFixture<GraphQLNetGateway>;

public sealed class GraphQLNetSocketTests(GraphQLNetGateway gateway)
    : SocketContract<GraphQLNetGateway>(gateway), IClassFixture<GraphQLNetGateway>;

public sealed class GraphQLNetHttpTests(GraphQLNetGateway gateway) : HttpContract(gateway), IClassFixture<GraphQLNetGateway>;

public sealed class GraphQLNetLimitTests(GraphQLNetNarrowGateway gateway) : LimitContract(gateway), IClassFixture<GraphQLNetNarrowGateway>;

public sealed class GraphQLNetMomentTests(GraphQLNetMomentGateway gateway)
    : MomentContract(gateway), IClassFixture<GraphQLNetMomentGateway>;

public sealed class GraphQLNetAbuseTests(GraphQLNetGateway gateway) : AbuseContract(gateway), IClassFixture<GraphQLNetGateway>;

public sealed class GraphQLNetSearchDownTests(GraphQLNetGatewayWithoutSearch gateway)
    : SearchDownContract(gateway), IClassFixture<GraphQLNetGatewayWithoutSearch>;

public sealed class GraphQLNetReferenceClientTests(GraphQLNetGateway gateway, NodeChecks node)
    : ReferenceClientContract(gateway, node), IClassFixture<GraphQLNetGateway>, IClassFixture<NodeChecks>;
