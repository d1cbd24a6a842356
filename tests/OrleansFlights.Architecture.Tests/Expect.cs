namespace OrleansFlights.Architecture.Tests;

/// <summary>Fails with everything that is wrong, one a line.</summary>
internal static class Expect
{
    public static void None<T>(IEnumerable<T> wrong)
    {
        var lines = wrong.Select(item => $"{item}").ToList();
        Assert.True(lines.Count == 0, $"{lines.Count} against the rule:\n{string.Join('\n', lines)}");
    }
}
