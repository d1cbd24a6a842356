using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OrleansFlights.Architecture.Tests;

/// <summary>What a type of the product uses.</summary>
/// <param name="Type">The outermost type.</param>
/// <param name="Used">A type or member that it uses, with its full name.</param>
internal readonly record struct Use(TypeDefinition Type, MemberReference Used);

/// <summary>The product's built assemblies.</summary>
internal static class Assemblies
{
    private static readonly Dictionary<string, AssemblyDefinition?> Loaded = [];

    /// <summary>The built assembly of a project; null when this build has none, or an empty one.</summary>
    public static AssemblyDefinition? Of(Project project)
    {
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(project.Name, out var assembly))
            {
                string[] names = [$"{SourceTree.Product}{project.Name}.dll", $"{project.Name}.dll"];
                var file = names.Select(name => Path.Combine(AppContext.BaseDirectory, name)).FirstOrDefault(File.Exists);
                assembly = file is null ? null : AssemblyDefinition.ReadAssembly(file);
                Loaded.Add(project.Name, assembly);
            }

            return assembly;
        }
    }

    /// <summary>Everything that the types people wrote in a project use.</summary>
    public static IEnumerable<Use> Uses(Project project) =>
        from type in Of(project)?.MainModule.Types ?? []
        where type.Namespace.StartsWith(SourceTree.Product.TrimEnd('.'), StringComparison.Ordinal)
        from used in UsedBy(type)
        select new Use(type, used);

    /// <summary>The arrows between the folders of a project, which are its namespaces.</summary>
    public static List<Edge> Folders(Project project)
    {
        var own = (Of(project)?.MainModule.Types ?? [])
            .Select(t => t.Namespace)
            .Where(n => n.StartsWith(SourceTree.Product, StringComparison.Ordinal))
            .ToHashSet();
        return
        [
            .. Uses(project)
                .Select(use => new Edge(use.Type.Namespace, Outermost(use.Used)))
                .Where(edge => edge.From != edge.To && own.Contains(edge.To))
                .Distinct()
                .OrderBy(edge => edge.ToString(), StringComparer.Ordinal),
        ];
    }

    private static string Outermost(MemberReference used)
    {
        var type = used as TypeReference ?? used.DeclaringType;
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Scope is AssemblyNameReference ? "" : type.Namespace;
    }

    private static IEnumerable<MemberReference> UsedBy(TypeDefinition type) =>
    [
        .. Parts(type.BaseType),
        .. type.Interfaces.SelectMany(i => Parts(i.InterfaceType)),
        .. type.CustomAttributes.SelectMany(a => Parts(a.AttributeType)),
        .. type.Fields.SelectMany(f => Parts(f.FieldType)),
        .. type.Methods.SelectMany(UsedBy),
        .. type.NestedTypes.SelectMany(UsedBy),
    ];

    private static IEnumerable<MemberReference> UsedBy(MethodDefinition method) =>
    [
        .. Parts(method.ReturnType),
        .. method.Parameters.SelectMany(p => Parts(p.ParameterType)),
        .. method.HasBody ? method.Body.Variables.SelectMany(v => Parts(v.VariableType)) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(UsedBy) : [],
    ];

    private static IEnumerable<MemberReference> UsedBy(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => Parts(type),
        GenericInstanceMethod method => [method, .. Parts(method.DeclaringType), .. method.GenericArguments.SelectMany(Parts)],
        MemberReference member => [member, .. Parts(member.DeclaringType)],
        _ => [],
    };

    /// <summary>The types that a type is made of: element, definition and arguments.</summary>
    private static IEnumerable<MemberReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
