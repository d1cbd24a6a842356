using Orleans.Concurrency;
using OrleansFlights.Flights;

namespace OrleansFlights.Grains.Contracts;

/// <summary>Answers for one view. The grain type is the dimension's name, the key the view's key; see <see cref="ViewGrains"/>.</summary>
[Alias("OrleansFlights.IViewGrain")]
public interface IViewGrain : IGrainWithStringKey
{
    /// <summary>The answer now. A view never seen answers with zeros.</summary>
    /// <exception cref="Exception">The batch views were never reachable since the grain started.</exception>
    [AlwaysInterleave, Alias("Read")]
    ValueTask<ViewAnswer> Read();

    /// <summary>The windows now.</summary>
    /// <exception cref="ArgumentException">The query's width is no multiple of 5 in 5..1,440, or a limit is negative.</exception>
    [AlwaysInterleave, Alias("ReadWindows")]
    ValueTask<WindowsAnswer> ReadWindows(WindowQuery query);

    /// <summary>
    /// Sends the observer the state now and then each newer one, conflated: at most one per 100 ms, always the newest. Lasts for
    /// <see cref="ViewGrains.ObserverLifetime"/>; call it again before that to go on.
    /// </summary>
    [Alias("Observe")]
    ValueTask Observe(IViewObserver observer);

    /// <summary>Ends an observation.</summary>
    [Alias("Leave")]
    ValueTask Leave(IViewObserver observer);
}

/// <summary>Receives a view's answers as they change.</summary>
[Alias("OrleansFlights.IViewObserver")]
public interface IViewObserver : IGrainObserver
{
    /// <summary>The view's newest answer.</summary>
    [OneWay, Alias("OnChanged")]
    Task OnChanged(ViewAnswer answer);
}

/// <summary>Finds view grains.</summary>
public static class ViewGrains
{
    /// <summary>How long an observation lasts without renewal.</summary>
    public static readonly TimeSpan ObserverLifetime = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<Dimension, GrainType> Types = Dimensions.All.ToDictionary(d => d, d => GrainType.Create(d.Name()));
    private static GrainReference? _any;

    /// <summary>The grain of a view.</summary>
    public static IViewGrain View(this IGrainFactory grains, ViewKey view)
    {
        var id = GrainId.Create(Types[view.Dimension], view.Key);

        // To find the interface's name takes longer than all the rest, and it is the same for all.
        if (_any is { } any)
            return (IViewGrain)grains.GetGrain(id, any.InterfaceType);
        var grain = grains.GetGrain<IViewGrain>(id);
        _any = grain as GrainReference;
        return grain;
    }
}
