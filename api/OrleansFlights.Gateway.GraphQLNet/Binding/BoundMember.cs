using System.Linq.Expressions;
using System.Reflection;
using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Resolvers;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Gateway.GraphQLNet.Binding;

/// <summary>
/// The member of a resolver class that a field is bound to by name: a property, or a method, whose name may begin with <c>Get</c> (of
/// subscriptions with <c>Stream</c>). Parameters named as the field's arguments take those; a <see cref="CancellationToken"/> takes the
/// request's; the others are services. Compiled once, so a request reflects on nothing.
/// </summary>
internal sealed class BoundMember
{
    private readonly string _place;
    private readonly IReadOnlySet<string> _arguments;
    private readonly IServiceProvider _services;
    private readonly MemberInfo _member;
    private readonly Type _type;

    public BoundMember(Type type, string typeName, string field, IReadOnlySet<string> arguments, IServiceProvider services)
    {
        _type = type;
        _place = $"{typeName}.{field}";
        _arguments = arguments;
        _services = services;
        string[] names = [field, "Get" + field, "Stream" + field];
        _member = Array.Find(
            type.GetMembers(BindingFlags.Public | BindingFlags.Instance),
            m => m is PropertyInfo or MethodInfo { IsSpecialName: false } && names.Contains(m.Name, StringComparer.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"{type.Name} has no member for the schema's field {_place}.");
    }

    public IFieldResolver ToResolver()
    {
        var context = Expression.Parameter(typeof(IResolveFieldContext));
        var call = Call(context);
        Expression boxed = Expression.Call(typeof(BoundMember), nameof(Box) + Shape(call.Type), [Result(call.Type)], call);
        if (IsView && Shape(call.Type) == "ValueTask")
            boxed = Expression.Call(typeof(BoundMember), nameof(BoxMoment), [Result(call.Type)], call, context);
        return new CompiledResolver(Expression.Lambda<Func<IResolveFieldContext, ValueTask<object?>>>(boxed, context).Compile());
    }

    public ISourceStreamResolver ToStream()
    {
        var context = Expression.Parameter(typeof(IResolveFieldContext));
        var call = Call(context);
        if (call.Type.GetGenericTypeDefinition() != typeof(IAsyncEnumerable<>))
            throw new InvalidOperationException($"The member for {_place} returns no stream.");
        var pulled = Expression.Call(
            typeof(PacedObservable), nameof(PacedObservable.Create), call.Type.GetGenericArguments(), call, context);
        return new CompiledStream(Expression.Lambda<Func<IResolveFieldContext, IObservable<object?>>>(pulled, context).Compile());
    }

    private bool IsView => _type.IsAssignableTo(typeof(ViewObject));

    private Expression Call(ParameterExpression context)
    {
        var isRoot = _type.GetConstructor(Type.EmptyTypes) is not null;
        Expression source = isRoot
            ? Expression.Constant(Activator.CreateInstance(_type))
            : Expression.Convert(Expression.Property(context, nameof(IResolveFieldContext.Source)), _type);
        if (IsView)
            source = Expression.Convert(Expression.Call(typeof(BoundMember), nameof(Held), [], source), _type);
        if (_member is PropertyInfo property)
            return Expression.Property(source, property);

        var method = (MethodInfo)_member;
        var unused = _arguments.Except(method.GetParameters().Select(p => p.Name!)).FirstOrDefault();
        if (unused is not null)
            throw new InvalidOperationException($"The method for {_place} does not take its argument {unused}.");
        return Expression.Call(source, method, method.GetParameters().Select(p => Parameter(p, context)));
    }

    private Expression Parameter(ParameterInfo parameter, ParameterExpression context)
    {
        if (_arguments.Contains(parameter.Name!))
            return Expression.Call(typeof(ArgumentReader), nameof(ArgumentReader.Read), [parameter.ParameterType], context,
                Expression.Constant(parameter.Name));
        if (parameter.ParameterType == typeof(CancellationToken))
            return Expression.Property(context, nameof(IResolveFieldContext.CancellationToken));
        return Expression.Constant(_services.GetRequiredService(parameter.ParameterType), parameter.ParameterType);
    }

    private static bool Is(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;

    private static string Shape(Type type) => Is(type, typeof(ValueTask<>)) ? "ValueTask" : Is(type, typeof(Task<>)) ? "Task" : "";

    private static Type Result(Type type) => Shape(type).Length > 0 ? type.GetGenericArguments()[0] : type;

    private static ValueTask<object?> Box<T>(T value) => new(value);

    private static ValueTask<object?> BoxTask<T>(Task<T> value) => BoxValueTask(new ValueTask<T>(value));

    private static ValueTask<object?> BoxValueTask<T>(ValueTask<T> value)
    {
        return value.IsCompletedSuccessfully ? new(value.Result) : AwaitAsync(value);

        static async ValueTask<object?> AwaitAsync(ValueTask<T> value) => await value;
    }

    private static ViewObject Held(ViewObject source)
    {
        source.View.Hold();
        return source;
    }

    private static ValueTask<object?> BoxMoment<T>(ValueTask<T> value, IResolveFieldContext context) =>
        value.IsCompletedSuccessfully ? new(value.Result) : new(new Moment<T>(value, ((ViewObject)context.Source!).View));

    /// <summary>A field of a view: GraphQL.NET asks for its result when it has begun all the fields that it can begin.</summary>
    private sealed class Moment<T>(ValueTask<T> value, ViewLoader view) : IDataLoaderResult
    {
        public async Task<object?> GetResultAsync(CancellationToken cancellationToken = default)
        {
            view.Settle();
            return await value;
        }
    }

    private sealed class CompiledResolver(Func<IResolveFieldContext, ValueTask<object?>> resolve) : IFieldResolver
    {
        public ValueTask<object?> ResolveAsync(IResolveFieldContext context) => resolve(context);
    }

    private sealed class CompiledStream(Func<IResolveFieldContext, IObservable<object?>> open) : ISourceStreamResolver
    {
        public ValueTask<IObservable<object?>> ResolveAsync(IResolveFieldContext context) => new(open(context));
    }
}

/// <summary>A subscription's field shows the event itself.</summary>
internal sealed class EventResolver : IFieldResolver
{
    public static readonly EventResolver Instance = new();

    public ValueTask<object?> ResolveAsync(IResolveFieldContext context) => new(context.Source);
}
