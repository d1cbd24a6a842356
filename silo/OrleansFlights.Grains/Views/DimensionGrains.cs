using Orleans.Concurrency;
using Orleans.Placement;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Views;

/// <summary>
/// A route's view. It starts beside the reader of its partition: with records keyed by route only one reader ever feeds it.
/// </summary>
[GrainType(Dimensions.Route), Reentrant, PreferLocalPlacement]
public sealed class RouteGrain([PersistentState("view")] IPersistentState<ViewSnapshot> snapshot, ViewServices services)
    : ViewGrain(snapshot, services);

/// <summary>An airline's view.</summary>
[GrainType(Dimensions.Airline), Reentrant]
public sealed class AirlineGrain([PersistentState("view")] IPersistentState<ViewSnapshot> snapshot, ViewServices services)
    : ViewGrain(snapshot, services);

/// <summary>The view of the flights that leave an airport.</summary>
[GrainType(Dimensions.Departures), Reentrant]
public sealed class DeparturesGrain([PersistentState("view")] IPersistentState<ViewSnapshot> snapshot, ViewServices services)
    : ViewGrain(snapshot, services);

/// <summary>The view of the flights that go to an airport.</summary>
[GrainType(Dimensions.Arrivals), Reentrant]
public sealed class ArrivalsGrain([PersistentState("view")] IPersistentState<ViewSnapshot> snapshot, ViewServices services)
    : ViewGrain(snapshot, services);

/// <summary>The view over everything.</summary>
[GrainType(Dimensions.Total), Reentrant]
public sealed class TotalGrain([PersistentState("view")] IPersistentState<ViewSnapshot> snapshot, ViewServices services)
    : ViewGrain(snapshot, services);
