namespace OrleansFlights.Gateway.Errors;

/// <summary>The codes of errors, <c>extensions.code</c>.</summary>
public static class ErrorCodes
{
    /// <summary>An argument is not allowed.</summary>
    public const string BadArgument = "BAD_ARGUMENT";

    /// <summary>The query nests fields too deep.</summary>
    public const string MaxDepth = "MAX_DEPTH";

    /// <summary>The query may ask for too much.</summary>
    public const string MaxComplexity = "MAX_COMPLEXITY";

    /// <summary>Grains, or a search engine, do not answer now.</summary>
    public const string Unavailable = "UNAVAILABLE";

    /// <summary>The answer does not count yet what it must; <c>extensions.reached</c> is the cursor of how far it is.</summary>
    public const string NotYet = "NOT_YET";

    /// <summary>The server's fault.</summary>
    public const string Internal = "INTERNAL";
}

/// <summary>An error as clients see it.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Detail">Another member of the error's extensions.</param>
public sealed record ServedError(string Message, string Code, KeyValuePair<string, object?>? Detail = null);
