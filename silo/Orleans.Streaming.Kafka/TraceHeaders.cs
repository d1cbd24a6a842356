namespace Orleans.Streaming.Kafka;

/// <summary>The headers of W3C's trace context.</summary>
internal static class TraceHeaders
{
    public const string Parent = "traceparent";
    public const string State = "tracestate";
}
