using Mono.Cecil;

namespace OrleansFlights.Architecture.Tests;

/// <summary>Decisions are made without input, output, clock, chance or logger, so that a test or a simulation can make them all.</summary>
public sealed class PureRoomTests
{
    private static readonly string[] ForbiddenNamespaces =
    [
        "System.IO", "System.Net", "System.Threading", "System.Diagnostics", "System.Timers", "System.Data",
        "Microsoft.Extensions", "Microsoft.Data", "Orleans", "Confluent", "StackExchange",
    ];

    private static readonly string[] Allowed =
    [
        "System.IO.InvalidDataException", "System.Diagnostics.CodeAnalysis", "System.Diagnostics.DebuggerStepThroughAttribute",
        "System.Diagnostics.DebuggerBrowsableAttribute", "System.Diagnostics.DebuggerHiddenAttribute",
        "System.Diagnostics.UnreachableException",

        // A stream's name, a value.
        "Orleans.Runtime.StreamId",
    ];

    private static readonly string[] ForbiddenMembers =
    [
        "System.Console::", "System.TimeProvider::", "System.DateTime::get_UtcNow", "System.DateTime::get_Now",
        "System.DateTime::get_Today",
        "System.DateTimeOffset::get_UtcNow", "System.DateTimeOffset::get_Now", "System.Environment::get_Tick", "System.Guid::NewGuid",
        "System.Random::get_Shared", "System.Random::.ctor()",
    ];

    [Theory]
    [InlineData("Flights", "OrleansFlights.Flights")]
    [InlineData("Streams", "OrleansFlights.Streams.Protocol")]
    [InlineData("Grains", "OrleansFlights.Grains.Protocol")]
    public void Room_IsPure(string project, string room)
    {
        var uses = Assemblies.Uses(SourceTree.Projects.Single(p => p.Name == project)).Where(use => use.Type.Namespace == room).ToList();
        Assert.NotEmpty(uses);
        Expect.None(uses.Where(use => IsForbidden(use.Used)).Select(use => $"{use.Type.FullName} uses {use.Used.FullName}").Distinct());
    }

    [Theory]
    [InlineData("Streams", "OrleansFlights.Streams.Reading")]
    [InlineData("Log", "OrleansFlights.Log.Kafka")]
    public void RoomWithInputAndOutput_IsNotTakenForPure(string project, string room) => Assert.Contains(
        Assemblies.Uses(SourceTree.Projects.Single(p => p.Name == project)),
        use => use.Type.Namespace == room && IsForbidden(use.Used));

    private static bool IsForbidden(MemberReference used)
    {
        var type = used as TypeReference ?? used.DeclaringType;
        while (type.DeclaringType is { } outer)
            type = outer;
        if (Allowed.Any(allowed => type.FullName.StartsWith(allowed, StringComparison.Ordinal)))
            return false;
        return ForbiddenNamespaces.Any(name => type.Namespace == name || type.Namespace.StartsWith(name + ".", StringComparison.Ordinal))
            || ForbiddenMembers.Any(member => used.FullName.Contains(member, StringComparison.Ordinal));
    }
}
