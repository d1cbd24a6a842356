namespace OrleansFlights.Simulation.World;

/// <summary>An airline of the simulated world: it flies between its hubs and the destinations that draw most, and back.</summary>
/// <param name="Name">As events carry it.</param>
/// <param name="Code">Two characters before its flight numbers.</param>
/// <param name="Registration">How its aircraft's registrations begin.</param>
/// <param name="Hubs">Where its network is tied together.</param>
/// <param name="ReachKilometres">How far it flies.</param>
/// <param name="Destinations">How many destinations a hub serves at most.</param>
/// <param name="Weight">Its share of all flights, relative to the others.</param>
public sealed record Airline(
    string Name, string Code, string Registration, IReadOnlyList<Airport> Hubs, double ReachKilometres, int Destinations, double Weight);
