namespace OrleansFlights.Cluster.Tests;

/// <summary>Tests that take minutes of several processes run when <c>FLIGHTS_TEST_LONG=1</c>.</summary>
internal static class LongRun
{
    private const string Variable = "FLIGHTS_TEST_LONG";

    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable(Variable) == "1";

    public static void OrSkip() => Assert.SkipUnless(IsAsked, $"takes minutes of several processes: set {Variable}=1");
}
