using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Api.Tests;

/// <summary>Answers from <see cref="FakeFlights"/>.</summary>
public abstract class FakeViewGrain(FakeFlights flights, Dimension dimension) : Grain, IViewGrain
{
    private ViewKey View => new(dimension, this.GetPrimaryKeyString());

    public async ValueTask<ViewAnswer> Read()
    {
        await flights.WaitAsync(View);
        flights.ThrowIfFailing(View);
        return flights.Answer(View);
    }

    public ValueTask<WindowsAnswer> ReadWindows(WindowQuery query) => new(flights.Windows(View, query));

    public ValueTask Observe(IViewObserver observer)
    {
        flights.Observe(View, observer);
        return ValueTask.CompletedTask;
    }

    public ValueTask Leave(IViewObserver observer)
    {
        flights.Leave(View, observer);
        return ValueTask.CompletedTask;
    }
}

[GrainType(Dimensions.Route)]
public sealed class FakeRouteGrain(FakeFlights flights) : FakeViewGrain(flights, Dimension.Route);

[GrainType(Dimensions.Airline)]
public sealed class FakeAirlineGrain(FakeFlights flights) : FakeViewGrain(flights, Dimension.Airline);

[GrainType(Dimensions.Departures)]
public sealed class FakeDeparturesGrain(FakeFlights flights) : FakeViewGrain(flights, Dimension.Departures);

[GrainType(Dimensions.Arrivals)]
public sealed class FakeArrivalsGrain(FakeFlights flights) : FakeViewGrain(flights, Dimension.Arrivals);

[GrainType(Dimensions.Total)]
public sealed class FakeTotalGrain(FakeFlights flights) : FakeViewGrain(flights, Dimension.Total);

public sealed class FakeDirectoryGrain(FakeFlights flights) : Grain, IRankingGrain
{
    private string Key => this.GetPrimaryKeyString();

    public ValueTask Report(Immutable<RankingEntry[]> entries, bool durably) => ValueTask.CompletedTask;

    public ValueTask<ImmutableArray<RankingEntry>> Top(int count) => new(flights.Top(Dimensions.Parse(Key), count));

    public ValueTask<RankingPage> List(RankingQuery query) => new(flights.List(Dimensions.Parse(Key), query));

    public ValueTask ObserveTop(int count, ITopObserver observer)
    {
        flights.ObserveTop(Key, count, observer);
        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveTop(ITopObserver observer)
    {
        flights.LeaveTop(Key, observer);
        return ValueTask.CompletedTask;
    }
}

public sealed class FakePipelineGrain(FakeFlights flights) : Grain, IPipelineGrain
{
    public ValueTask Report(SiloReport report) => ValueTask.CompletedTask;

    public ValueTask<PipelineAnswer> Read() => new(flights.Pipeline);
}
