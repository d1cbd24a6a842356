using System.Reflection;
using HotChocolate.Configuration;
using HotChocolate.Types.Descriptors.Configurations;
using OrleansFlights.Gateway.HotChocolate.Execution;

namespace OrleansFlights.Gateway.HotChocolate.Binding;

/// <summary>
/// Lets HotChocolate run every method as one that may fail. Those without services or waiting it would call in passing, and then tell
/// clients of their errors without asking the <see cref="ErrorFilter"/>.
/// </summary>
internal sealed class MethodBinding : TypeInterceptor
{
    public override void OnBeforeCompleteType(ITypeCompletionContext completionContext, TypeSystemConfiguration configuration)
    {
        if (configuration is not ObjectTypeConfiguration type || completionContext.IsIntrospectionType)
            return;
        foreach (var field in type.Fields.Where(f => f.Member is MethodInfo))
            field.PureResolver = null;
    }
}
