namespace OrleansFlights.Api.Tests;

public sealed class GraphQLNetQueryTests(TestGateway gateway) : QueryContract(gateway), IClassFixture<TestGateway>;

public sealed class GraphQLNetSubscriptionTests(TestGateway gateway) : SubscriptionContract(gateway), IClassFixture<TestGateway>;

public sealed class GraphQLNetFlightTests(TestGateway gateway) : FlightContract(gateway), IClassFixture<TestGateway>;

public sealed class GraphQLNetSocketTests(TestGateway gateway) : SocketContract(gateway), IClassFixture<TestGateway>;

public sealed class GraphQLNetHttpTests(TestGateway gateway) : HttpContract(gateway), IClassFixture<TestGateway>;

public sealed class GraphQLNetReferenceClientTests(TestGateway gateway, NodeChecks node)
    : ReferenceClientContract(gateway, node), IClassFixture<TestGateway>, IClassFixture<NodeChecks>;
