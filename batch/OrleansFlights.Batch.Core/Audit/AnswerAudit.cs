using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Audit;

/// <summary>Compares a gateway's answer with a recount.</summary>
internal static class AnswerAudit
{
    /// <summary>Where an answer is wrong.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cut">The cut of the generation it builds on.</param>
    /// <param name="below">The view recounted below the cut.</param>
    /// <param name="above">The view recounted from the cut up to the answer's watermarks.</param>
    public static IEnumerable<Difference> Compare(GatewayAnswer answer, Cut cut, FlightTally below, FlightTally above)
    {
        if (!answer.Complete)
            yield return new Difference("gateway", "complete", "true", "false");
        if (!answer.Cut.OrderBy(c => c.Key).SequenceEqual(cut.Offsets))
            yield return new Difference(
                "gateway", "cut", cut.ToString(), string.Join(' ', answer.Cut.OrderBy(c => c.Key).Select(c => $"{c.Key}:{c.Value}")));
        foreach (var difference in AuditedView.Compare("gateway batch", below, answer.Batch)
            .Concat(AuditedView.Compare("gateway realtime", above, answer.Realtime))
            .Concat(AuditedView.Compare("gateway", below + above, answer.Tally)))
        {
            yield return difference;
        }
    }
}
