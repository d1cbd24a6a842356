namespace OrleansFlights.Gateway.Pipeline;

/// <summary>
/// The pipeline's last hour as this gateway saw it: a ring of as many samples as fit in, so its memory is bounded whatever happens. A
/// moment at which the pipeline did not answer has none.
/// </summary>
public sealed class PipelineHistory
{
    /// <summary>Time between two samples.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How far it reaches back.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromHours(1);

    /// <summary>Most samples.</summary>
    public const int Most = 360;

    private readonly PipelineSample[] _ring = new PipelineSample[Most];
    private readonly Lock _gate = new();
    private long _taken;

    /// <summary>Adds a sample in the place of the oldest.</summary>
    public void Add(PipelineSample sample)
    {
        lock (_gate)
            _ring[_taken++ % Most] = sample;
    }

    /// <summary>The samples up to an hour before an instant, the oldest first.</summary>
    public IReadOnlyList<PipelineSample> Read(DateTimeOffset now)
    {
        lock (_gate)
        {
            var samples = new List<PipelineSample>((int)Math.Min(_taken, Most));
            for (var i = Math.Max(0, _taken - Most); i < _taken; i++)
            {
                if (_ring[i % Most] is { } sample && now - sample.At <= Span)
                    samples.Add(sample);
            }

            return samples;
        }
    }
}
