using OrleansFlights.Flights;
using OrleansFlights.Grains.Contracts;

namespace OrleansFlights.Grains.Protocol;

/// <summary>A view's answer, made again only when the view or what is known of missing parts has changed.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class LatestAnswer
{
    private ViewAnswer? _answer;
    private Completeness? _completeness;
    private long _version;

    /// <summary>The answer now.</summary>
    public ViewAnswer Of(ViewKey view, ViewState state, Completeness completeness)
    {
        if (_answer is null || _version != state.Version || !ReferenceEquals(_completeness, completeness))
        {
            _answer = ViewAnswers.Of(view, state, completeness);
            _version = state.Version;
            _completeness = completeness;
        }

        return _answer;
    }
}
