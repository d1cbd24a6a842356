using Orleans.Streams;
using Orleans.Streams.Core;
using OrleansFlights.Flights;
using OrleansFlights.Streams;

namespace OrleansFlights.Cluster.Tests.Examples;

/// <summary>Where alerts go.</summary>
public interface IDelayAlerts
{
    /// <summary>A route's departures of the last half hour of event time were late on average.</summary>
    void Raise(string route, TimeSpan averageDelay);
}

/// <summary>Marks the grain; it is started by its stream and has nothing to call.</summary>
public interface IDelayAlertGrain : IGrainWithStringKey;

/// <summary>
/// Follows the events of one route beside its view and raises an alert when the departures of the last 30 minutes of event time were, on
/// average, more than 15 minutes late; once, until the average is down again. Any grain type with this attribute gets the batches of every
/// route, one grain per route.
/// </summary>
/// <remarks>
/// A batch may come again after a failure, so events at offsets seen before are passed over. Batches lost on the way are only sent again to
/// views, whose answers are exact; an alert that must be, too, asks the view for its windows instead of counting by itself.
/// </remarks>
[GrainType("delay-alert"), ImplicitStreamSubscription(Dimensions.Route)]
public sealed class DelayAlertGrain(IDelayAlerts alerts)
    : Grain, IDelayAlertGrain, IStreamSubscriptionObserver, IAsyncObserver<StreamBatch<FlightFact>>
{
    private const int WindowsKept = 30 / FlightWindow.Minutes;
    private static readonly TimeSpan Threshold = TimeSpan.FromMinutes(15);

    private readonly Dictionary<int, long> _seen = [];
    private readonly SortedDictionary<int, (long Departures, long DelaySeconds)> _windows = [];
    private bool _raised;

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<StreamBatch<FlightFact>>().ResumeAsync(this);

    /// <inheritdoc/>
    public Task OnNextAsync(StreamBatch<FlightFact> item, StreamSequenceToken? token = null)
    {
        foreach (var fact in item.Events.Span)
        {
            if (fact.Offset < _seen.GetValueOrDefault(item.Partition) || !fact.HasDelay)
                continue;
            var (departures, delay) = _windows.GetValueOrDefault(fact.Window);
            _windows[fact.Window] = (departures + 1, delay + fact.DelaySeconds);

            // After each event: how many of them come in one batch must not matter.
            Judge();
        }

        _seen[item.Partition] = Math.Max(item.CoversTo, _seen.GetValueOrDefault(item.Partition));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private void Judge()
    {
        var newest = _windows.Keys.Last();
        foreach (var old in _windows.Keys.Where(w => w <= newest - WindowsKept).ToList())
            _windows.Remove(old);

        var average = TimeSpan.FromSeconds((double)_windows.Values.Sum(w => w.DelaySeconds) / _windows.Values.Sum(w => w.Departures));
        if (average > Threshold && !_raised)
            alerts.Raise(this.GetPrimaryKeyString(), average);
        _raised = average > Threshold;
    }
}
