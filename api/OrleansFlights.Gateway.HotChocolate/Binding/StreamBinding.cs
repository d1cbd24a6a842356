using System.Linq.Expressions;
using System.Reflection;
using HotChocolate;
using HotChocolate.Configuration;
using HotChocolate.Execution;
using HotChocolate.Resolvers;
using HotChocolate.Types.Descriptors.Configurations;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Gateway.HotChocolate.Binding;

/// <summary>
/// Gives each subscription field the method of <see cref="SubscriptionResolvers"/> whose name is <c>Stream</c> and the field's. Parameters
/// named as arguments take those, a <see cref="CancellationToken"/> the request's, the others are services. A field shows the event itself.
/// </summary>
internal sealed class StreamBinding : TypeInterceptor
{
    public const string TypeName = "Subscription";

    private static readonly SubscriptionResolvers Resolvers = new();

    public override void OnBeforeRegisterDependencies(ITypeDiscoveryContext discoveryContext, TypeSystemConfiguration configuration)
    {
        if (configuration is not ObjectTypeConfiguration { Name: TypeName } subscription)
            return;
        foreach (var field in subscription.Fields)
        {
            field.SubscribeResolver = Bind(field.Name, field.Arguments.Select(a => a.Name).ToHashSet(StringComparer.Ordinal));
            field.Resolver = context => new(context.GetEventMessage<object?>());
        }
    }

    private static SubscribeResolverDelegate Bind(string field, HashSet<string> arguments)
    {
        var method = typeof(SubscriptionResolvers)
            .GetMethod("Stream" + field, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
            ?? throw new InvalidOperationException(
                $"{nameof(SubscriptionResolvers)} has no method for the schema's field {TypeName}.{field}.");
        if (arguments.Except(method.GetParameters().Select(p => p.Name!)).FirstOrDefault() is { } unused)
            throw new InvalidOperationException($"The method for {TypeName}.{field} does not take its argument {unused}.");

        var context = Expression.Parameter(typeof(IResolverContext));
        var call = Expression.Call(
            Expression.Constant(Resolvers), method, method.GetParameters().Select(p => Parameter(p, arguments, context)));
        var stream = Expression.Call(typeof(StreamBinding), nameof(Open), method.ReturnType.GetGenericArguments(), call);
        return Expression.Lambda<SubscribeResolverDelegate>(stream, context).Compile();
    }

    private static Expression Parameter(ParameterInfo parameter, HashSet<string> arguments, ParameterExpression context)
    {
        if (arguments.Contains(parameter.Name!))
            return Expression.Call(
                context, nameof(IResolverContext.ArgumentValue), [parameter.ParameterType], Expression.Constant(parameter.Name));
        return parameter.ParameterType == typeof(CancellationToken)
            ? Expression.Property(context, nameof(IResolverContext.RequestAborted))
            : Expression.Call(context, nameof(IResolverContext.Service), [parameter.ParameterType]);
    }

    private static ValueTask<ISourceStream> Open<T>(IAsyncEnumerable<T> stream) => new(new Events<T>(stream));

    private sealed class Events<T>(IAsyncEnumerable<T> stream) : ISourceStream
    {
        public async IAsyncEnumerable<object?> ReadEventsAsync()
        {
            await foreach (var item in stream)
                yield return item;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
