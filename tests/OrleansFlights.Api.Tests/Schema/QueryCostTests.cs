using GraphQL;
using GraphQLParser;
using GraphQLParser.AST;
using OrleansFlights.Gateway.GraphQLNet.Execution;
using OrleansFlights.Gateway.Limits;

namespace OrleansFlights.Api.Tests;

public sealed class QueryCostTests
{
    private static QueryCost Of(string text, Dictionary<string, object?>? variables = null)
    {
        var document = Parser.Parse(text);
        return DocumentCost.Of(document, document.Definitions.OfType<GraphQLOperationDefinition>().First(), variables is null
            ? Inputs.Empty : new Inputs(variables));
    }

    [Theory]
    [InlineData("{ totals { events } }", 2, 2)]
    [InlineData("{ a: totals { events } b: totals { events } }", 2, 4)]
    [InlineData("{ topRoutes(first: 5) { origin tally { events } } }", 3, 16)]
    [InlineData("{ topRoutes { origin } }", 2, 11)]
    [InlineData("{ route { windows(last: 3) { start } } }", 3, 5)]
    [InlineData("{ routes(first: 2) { edges { node { origin } } nodes { origin } } }", 4, 11)]
    [InlineData("{ ...F } fragment F on Query { totals { ...G } } fragment G on Tally { events }", 2, 2)]
    [InlineData("query($n: Int = 7) { topRoutes(first: $n) { origin } }", 2, 8)]
    [InlineData("{ topRoutes(first: -9) { origin } }", 2, 2)]
    [InlineData("{ __schema { types { name fields { name } } } totals { __typename } }", 1, 1)]
    public void Cost_IsTheLargestAnswer(string query, int depth, long complexity)
    {
        var cost = Of(query);
        Assert.Equal(depth, cost.Depth);
        Assert.Equal(complexity, cost.Complexity);
    }

    [Fact]
    public void Variable_CountsAsItsValue() =>
        Assert.Equal(51, Of("query($n: Int) { topRoutes(first: $n) { origin } }", new() { ["n"] = 50 }).Complexity);

    [Fact]
    public void RepeatedFragments_AreMeasuredOnce()
    {
        // 3^40 fields, told in 40 steps.
        var fragments = string.Concat(
            Enumerable.Range(0, 40).Select(i => $" fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} ...F{i + 1} }}"));
        Assert.True(Of($"{{ ...F0 }}{fragments} fragment F40 on Query {{ totals {{ events }} }}").Complexity > int.MaxValue);
    }

    [Fact]
    public void IntrospectionWithinItself_IsSeen()
    {
        var cost = Of("{ __type(name: \"Query\") { fields { type { fields { type { fields { type { fields { name } } } } } } } } }");
        Assert.Equal(0, cost.Depth);
        Assert.True(cost.IntrospectionDepth > QueryCost.MaxIntrospectionDepth);
    }
}
