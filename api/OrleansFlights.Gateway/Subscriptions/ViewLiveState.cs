using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Gateway.Subscriptions;

/// <summary>
/// Follows one view through one grain observer. Publishes an answer only when it is news, so clients never see an older one.
/// </summary>
public sealed class ViewLiveState : LiveState<ViewAnswer>, IViewObserver
{
    private readonly LiveStateContext _context;
    private readonly ViewKey _view;
    private readonly IViewGrain _grain;
    private readonly Lock _order = new();
    private IViewObserver? _self;

    /// <summary>Makes a feed of a view.</summary>
    public ViewLiveState(LiveStateContext context, ViewKey view)
        : base(context)
    {
        _context = context;
        _view = view;
        _grain = context.Grains.View(view);
    }

    /// <inheritdoc/>
    protected override string Name => _view.ToString();

    /// <inheritdoc/>
    public Task OnChanged(ViewAnswer answer)
    {
        lock (_order)
        {
            if (Watermarks.Supersedes(answer, Latest.Value))
                Latest.Publish(answer);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async ValueTask<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        _self ??= _context.Grains.CreateObjectReference<IViewObserver>(this);
        await _grain.Observe(_self).AsTask().WaitAsync(cancellationToken);
        return _context.Renewal;
    }

    /// <inheritdoc/>
    protected override async ValueTask LeaveAsync()
    {
        if (_self is null)
            return;
        await _grain.Leave(_self).AsTask().WaitAsync(LiveStateContext.LeavePatience, _context.Time);
        _context.Grains.DeleteObjectReference<IViewObserver>(_self);
    }
}
