using HotChocolate;
using HotChocolate.Execution.Configuration;
using HotChocolate.Language;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Calendar;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Gateway.HotChocolate.Binding;

/// <summary>Gives HotChocolate <c>schema.graphql</c> as it is, and the classes that its types are bound to.</summary>
internal static class SchemaBinding
{
    private static readonly Dictionary<string, Type> Inputs = new(StringComparer.Ordinal)
    {
        ["ViewOrder"] = typeof(ViewOrder),
        ["ViewKind"] = typeof(ViewKind),
        ["FlightStatus"] = typeof(FlightStatus),
        ["RouteFilter"] = typeof(RouteFilter),
        ["AirlineFilter"] = typeof(AirlineFilter),
        ["AirportFilter"] = typeof(AirportFilter),
        ["FlightFilter"] = typeof(FlightFilter),
        ["CalendarUnit"] = typeof(CalendarUnit),
        ["Measure"] = typeof(Measure),
    };

    public static IRequestExecutorBuilder AddFlightSchema(this IRequestExecutorBuilder builder)
    {
        var text = SchemaContract.ReadText();
        var scalars = Utf8GraphQLParser.Parse(text).Definitions.OfType<ScalarTypeDefinitionNode>()
            .ToDictionary(s => s.Name.Value, s => s.Description?.Value);
        builder.AddDocumentFromString(text)
            .AddType(new LongScalar(scalars[LongScalar.TypeName]))
            .AddType(new InstantScalar(scalars[InstantScalar.TypeName]))
            .AddTypeConverter<string, FlightStatus>(name => Enum.Parse<FlightStatus>(name, ignoreCase: true))
            .TryAddTypeInterceptor(new StreamBinding())
            .TryAddTypeInterceptor(new MethodBinding());
        return builder.ConfigureSchema(schema =>
        {
            foreach (var (name, type) in SchemaContract.Objects.Where(o => o.Key != StreamBinding.TypeName).Concat(Inputs))
                schema.BindRuntimeType(type, name);
        });
    }
}
