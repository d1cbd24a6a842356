#if STACK_FULL
using HotChocolate.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansFlights.Api.Tests;

public sealed class HotChocolateGateway : TestGateway
{
    protected override string Server => GraphQLServers.HotChocolate;
}

public sealed class HotChocolateNarrowGateway : NarrowGateway
{
    protected override string Server => GraphQLServers.HotChocolate;
}

public sealed class HotChocolateMomentGateway : MomentGateway
{
    protected override string Server => GraphQLServers.HotChocolate;
}

public sealed class HotChocolateGatewayWithoutSearch : GatewayWithoutSearch
{
    protected override string Server => GraphQLServers.HotChocolate;
}

public sealed class HotChocolateSchemaTests(HotChocolateGateway gateway)
    : PrintedSchemaContract(gateway), IClassFixture<HotChocolateGateway>
{
    protected override async Task<string> PrintAsync() =>
        (await gateway.Services.GetRequiredService<IRequestExecutorProvider>().GetExecutorAsync()).Schema.ToString()!;
}

public sealed class HotChocolateQueryTests(HotChocolateGateway gateway) : QueryContract(gateway), IClassFixture<HotChocolateGateway>;

public sealed class HotChocolateAnalystTests(HotChocolateGateway gateway)
    : AnalystContract(gateway), IClassFixture<HotChocolateGateway>;

public sealed class HotChocolateSubscriptionTests(HotChocolateGateway gateway)
    : SubscriptionContract(gateway), IClassFixture<HotChocolateGateway>;

public sealed class HotChocolateFlightTests(HotChocolateGateway gateway) : FlightContract(gateway), IClassFixture<HotChocolateGateway>;

public sealed class HotChocolateSocketTests(HotChocolateGateway gateway)
    : SocketContract<HotChocolateGateway>(gateway), IClassFixture<HotChocolateGateway>;

public sealed class HotChocolateHttpTests(HotChocolateGateway gateway) : HttpContract(gateway), IClassFixture<HotChocolateGateway>;

public sealed class HotChocolateLimitTests(HotChocolateNarrowGateway gateway)
    : LimitContract(gateway), IClassFixture<HotChocolateNarrowGateway>;

public sealed class HotChocolateMomentTests(HotChocolateMomentGateway gateway)
    : MomentContract(gateway), IClassFixture<HotChocolateMomentGateway>;

public sealed class HotChocolateSearchDownTests(HotChocolateGatewayWithoutSearch gateway)
    : SearchDownContract(gateway), IClassFixture<HotChocolateGatewayWithoutSearch>;

public sealed class HotChocolateReferenceClientTests(HotChocolateGateway gateway, NodeChecks node)
    : ReferenceClientContract(gateway, node), IClassFixture<HotChocolateGateway>, IClassFixture<NodeChecks>;
#endif
