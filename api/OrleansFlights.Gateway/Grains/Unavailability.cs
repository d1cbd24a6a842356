using OrleansFlights.Views;

namespace OrleansFlights.Gateway.Grains;

/// <summary>Tells trouble with the cluster, which passes, from defects.</summary>
public static class Unavailability
{
    /// <summary>What clients are told.</summary>
    public const string Message = "The views cannot be reached now; try again.";

    /// <summary>Whether an exception means that the grains could not answer now.</summary>
    public static bool Is(Exception exception) => exception is ViewsException or TimeoutException or OrleansException;
}
