using Mono.Cecil;

namespace OrleansFlights.Architecture.Tests;

/// <summary>A class that needs more than a handful of others has more than one job. Records are data and may have many parts.</summary>
public sealed class ConstructorTests
{
    private const int Parameters = 7;

    [Fact]
    public void Constructors_NeedFewThings() => Expect.None(
        from project in SourceTree.Projects
        from type in Assemblies.Of(project)?.MainModule.GetTypes() ?? []
        where type.Namespace.StartsWith(SourceTree.Product.TrimEnd('.'), StringComparison.Ordinal) && !IsRecord(type)
        from constructor in type.Methods
        where constructor.IsConstructor && !constructor.IsStatic && constructor.Parameters.Count > Parameters
        select $"{type.FullName}: {constructor.Parameters.Count} parameters");

    private static bool IsRecord(TypeDefinition type) => type.Methods.Any(method => method.Name is "<Clone>$" or "PrintMembers");
}
