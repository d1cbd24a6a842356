using OrleansFlights.Flights;
using OrleansFlights.Views;

namespace OrleansFlights.Batch.Audit;

/// <summary>
/// Views of a generation chosen at random, and the sum of the tallies of every dimension's views, each of which holds every event once.
/// </summary>
/// <param name="Views">The chosen views, the one over everything always among them.</param>
/// <param name="Sums">The sum per dimension.</param>
internal sealed record ViewSample(IReadOnlyList<ViewKey> Views, IReadOnlyDictionary<Dimension, FlightTally> Sums)
{
    /// <summary>Chooses, each view as likely as any other.</summary>
    /// <param name="views">The store.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="count">How many besides the one over everything.</param>
    /// <param name="random">The dice.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ViewSample> TakeAsync(
        IBatchViews views, long generation, int count, Random random, CancellationToken cancellationToken)
    {
        var chosen = new List<ViewKey>(count);
        var sums = new Dictionary<Dimension, FlightTally>();
        var seen = 0;
        foreach (var dimension in Dimensions.All)
        {
            var sum = sums[dimension] = new FlightTally();
            await foreach (var (key, tally) in views.ListAsync(dimension, generation, cancellationToken))
            {
                sum.Add(tally);
                if (dimension == Dimension.Total)
                    continue;

                // The n-th view takes one of the places with the chance places/n, so that all have the same chance in the end.
                var place = random.Next(++seen);
                if (chosen.Count < count)
                    chosen.Add(new ViewKey(dimension, key));
                else if (place < count)
                    chosen[place] = new ViewKey(dimension, key);
            }
        }

        return new ViewSample([ViewKey.Total, .. chosen], sums);
    }
}
