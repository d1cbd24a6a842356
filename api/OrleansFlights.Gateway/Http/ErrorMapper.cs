using OrleansFlights.Gateway.Errors;
using OrleansFlights.Gateway.Grains;
using OrleansFlights.Gateway.Recounts;
using OrleansFlights.Gateway.Resolvers;
using OrleansFlights.Search;

namespace OrleansFlights.Gateway.Http;

/// <summary>
/// Turns what resolvers throw into errors for clients: bad arguments by name, trouble inside without its details, which are logged.
/// </summary>
public sealed partial class ErrorMapper(ILogger<ErrorMapper> logger)
{
    /// <summary>The error that clients see.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="field">By which field.</param>
    public ServedError Of(Exception failure, string field)
    {
        switch (failure)
        {
            case BadArgumentException argument:
                return new(argument.Message, ErrorCodes.BadArgument, new("argument", argument.Argument));
            case TooMuchException much:
                return new(much.Message, ErrorCodes.MaxComplexity);
            case TooManyViewsException many:
                return new(many.Message, ErrorCodes.MaxComplexity);
            case NotYetException early:
                return new(early.Message, ErrorCodes.NotYet, new("reached", ViewCursor.Encode(early.Reached)));
            case var trouble when Unavailability.Is(trouble):
                LogUnavailable(logger, field, trouble);
                return new(Unavailability.Message, ErrorCodes.Unavailable);
            case RecountException recount:
                return new(recount.Message, ErrorCodes.Unavailable);
            case SearchException engine:
                LogSearchUnavailable(logger, engine.Service, field, engine);
                return new($"Flight search ({engine.Service}) does not answer now; try again.", ErrorCodes.Unavailable,
                    new("service", engine.Service));
            default:
                LogFailed(logger, field, failure);
                return new("The server failed to answer this field.", ErrorCodes.Internal);
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "The grains did not answer for the field {Field}.")]
    private static partial void LogUnavailable(ILogger logger, string field, Exception failure);

    [LoggerMessage(12, LogLevel.Warning, "Flight search by {Service} did not answer for the field {Field}.")]
    private static partial void LogSearchUnavailable(ILogger logger, string service, string field, Exception failure);

    [LoggerMessage(11, LogLevel.Error, "Resolving the field {Field} failed.")]
    private static partial void LogFailed(ILogger logger, string field, Exception failure);
}
