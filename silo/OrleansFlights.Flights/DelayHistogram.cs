namespace OrleansFlights.Flights;

/// <summary>
/// The fixed buckets of departure delays. Bucket i counts delays above bound i-1 and at or below bound i; the last bucket
/// is open. Fixed bounds make histograms add exactly; a percentile read from them is off by at most its bucket's width.
/// </summary>
public static class DelayHistogram
{
    private static readonly int[] BoundMinutes =
        [-60, -30, -15, -10, -5, 0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 720, 1440];

    private static readonly int[] Bounds = [.. BoundMinutes.Select(m => m * 60)];

    /// <summary>Upper bounds of the buckets in seconds, inclusive, ascending; one fewer than there are buckets.</summary>
    public static ReadOnlySpan<int> BoundSeconds => Bounds;

    /// <summary>How many buckets there are.</summary>
    public const int Buckets = 21;

    /// <summary>A departure at most this late is on time: 15 minutes, the D15 measure of punctuality that airlines report.</summary>
    public const int OnTimeSeconds = 15 * 60;

    /// <summary>The bucket of a delay.</summary>
    public static int BucketOf(int delaySeconds)
    {
        var low = 0;
        var high = Bounds.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (delaySeconds <= Bounds[middle])
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
