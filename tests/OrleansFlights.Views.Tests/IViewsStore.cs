namespace OrleansFlights.Views.Tests;

/// <summary>A store under test: both its sides, and a way to close and open it again.</summary>
public interface IViewsStore : IAsyncDisposable
{
    IBatchViews Views { get; }

    IBatchViewsWriter Writer { get; }

    /// <summary>Goes on as another process would that opens the same store.</summary>
    ValueTask ReopenAsync();
}
