namespace OrleansFlights.Gateway.Resolvers;

/// <summary>An answer would be larger than a request may have.</summary>
public sealed class TooMuchException(string message) : Exception(message);
