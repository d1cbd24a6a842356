namespace OrleansFlights.Search;

/// <summary>The search engine could not do what was asked.</summary>
public sealed class SearchException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="service">The engine, for people, such as <c>Elasticsearch</c>.</param>
    /// <param name="message">What went wrong.</param>
    /// <param name="inner">The cause.</param>
    public SearchException(string service, string message, Exception? inner = null)
        : base(message, inner)
    {
        Service = service;
    }

    /// <summary>The engine, for people.</summary>
    public string Service { get; }

    /// <summary>Whether the engine was too busy, which passes.</summary>
    public bool IsBusy { get; init; }

    /// <summary>Whether the build is gone because another one took its place: open that one and go on there.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>Whether the engine answers, but nothing has indexed the log yet.</summary>
    public bool IsUnmade { get; init; }
}
