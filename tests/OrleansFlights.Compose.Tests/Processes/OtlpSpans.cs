using System.Text;

namespace OrleansFlights.Compose.Tests;

/// <summary>A span as it was sent.</summary>
/// <param name="Process">The process that made it: its resource's <c>service.name</c>.</param>
/// <param name="Trace">Its trace.</param>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The id of the span that it is part of; empty for the first of a trace.</param>
/// <param name="Name">What it is.</param>
internal sealed record ReceivedSpan(string Process, string Trace, string Id, string Parent, string Name);

/// <summary>
/// Reads the spans of an export request of the OpenTelemetry Protocol, <c>opentelemetry/proto/collector/trace/v1/trace_service.proto</c>:
/// the few fields that tell where a span belongs, out of Protocol Buffers' wire format.
/// </summary>
internal static class OtlpSpans
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;
    private const string ServiceName = "service.name";

    public static IEnumerable<ReceivedSpan> Read(ReadOnlyMemory<byte> request)
    {
        foreach (var resourceSpans in Of(request, 1))
        {
            var process = Process(Of(resourceSpans, 1).Single());
            foreach (var span in Of(resourceSpans, 2).SelectMany(scope => Of(scope, 2)))
                yield return new ReceivedSpan(process, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(Of(span, 5).Single()));
        }
    }

    private static string Process(ReadOnlyMemory<byte> resource) =>
        Of(resource, 1).Where(a => Text(Of(a, 1).Single()) == ServiceName).Select(a => Text(Of(Of(a, 2).Single(), 1).Single())).Single();

    private static string Hex(ReadOnlyMemory<byte> message, int field) =>
        string.Concat(Of(message, field).Select(v => Convert.ToHexStringLower(v.Span)));

    private static string Text(ReadOnlyMemory<byte> value) => Encoding.UTF8.GetString(value.Span);

    /// <summary>The values of one field of a message, those with a length.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> message, int field)
    {
        while (message.Length > 0)
        {
            var tag = Number(ref message);
            var length = (int)(tag & 7) switch
            {
                Varint => Skipped(ref message),
                Fixed64 => 8,
                Delimited => (int)Number(ref message),
                Fixed32 => 4,
                var kind => throw new InvalidDataException($"wire type {kind}"),
            };
            if ((tag & 7) == Delimited && (int)(tag >> 3) == field)
                yield return message[..length];
            message = message[length..];
        }
    }

    private static int Skipped(ref ReadOnlyMemory<byte> message)
    {
        Number(ref message);
        return 0;
    }

    private static ulong Number(ref ReadOnlyMemory<byte> message)
    {
        var (value, at) = (0UL, 0);
        do
            value |= (ulong)(message.Span[at] & 0x7F) << (7 * at);
        while (message.Span[at++] >= 0x80);
        message = message[at..];
        return value;
    }
}
