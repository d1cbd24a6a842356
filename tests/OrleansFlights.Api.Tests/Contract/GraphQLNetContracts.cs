namespace OrleansFlights.Api.Tests;

public sealed class GraphQLNetQueryTests(TestGateway gateway) : QueryContract(gateway), IClassFixture<TestGateway>;
