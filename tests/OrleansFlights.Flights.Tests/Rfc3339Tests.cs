using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansFlights.Flights.Tests;

public sealed partial class Rfc3339Tests
{
    private static readonly string[] Formats =
        [.. Enumerable.Range(0, 8).SelectMany(digits =>
            new[] { "zzz", "'Z'" }.Select(zone => $"yyyy-MM-dd'T'HH:mm:ss{(digits == 0 ? "" : "." + new string('f', digits))}{zone}"))];

    [Fact]
    public void TryParse_EqualsDateTimeOffsetOnRandomTimes()
    {
        var random = new Random(20_260_314);
        for (var i = 0; i < 200_000; i++)
        {
            var text = RandomTime(random);
            var exact = DateTimeOffset.ParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

            Assert.True(Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out var microseconds), text);
            Assert.True(Microseconds(exact) == microseconds, text);
        }
    }

    [Fact]
    public void TryParse_AgreesWithDateTimeOffsetOnMutatedTimes()
    {
        var random = new Random(41);
        var accepted = 0;
        const string alphabet = "0123456789:-+.TZtz 9\u0660";
        for (var i = 0; i < 300_000; i++)
        {
            var text = new StringBuilder(RandomTime(random));
            for (var changes = random.Next(1, 3); changes > 0; changes--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(3))
                {
                    case 0: text[at] = alphabet[random.Next(alphabet.Length)]; break;
                    case 1: text.Remove(at, 1); break;
                    default: text.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                }
            }

            var mutated = text.ToString();
            var ours = Rfc3339.TryParse(Encoding.UTF8.GetBytes(mutated), out var microseconds);
            var canonical = mutated.ToUpperInvariant();
            var theirs = DateTimeOffset.TryParseExact(
                canonical, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact)
                && Shape().IsMatch(canonical);
            if (ours && theirs)
                Assert.True(Microseconds(exact) == microseconds, mutated);
            else if (ours != theirs)
                Assert.True(IsKnownDifference(canonical, ours), $"{mutated}: ours {ours}, DateTimeOffset {theirs}");
            accepted += ours ? 1 : 0;
        }

        Assert.InRange(accepted, 10_000, 290_000);
    }

    [Theory]
    [InlineData("2024-02-29T00:00:00Z", true)]
    [InlineData("2023-02-29T00:00:00Z", false)]
    [InlineData("1900-02-29T00:00:00Z", false)]
    [InlineData("2000-02-29T00:00:00Z", true)]
    [InlineData("0000-01-01T00:00:00Z", false)]
    [InlineData("2026-00-01T00:00:00Z", false)]
    [InlineData("2026-13-01T00:00:00Z", false)]
    [InlineData("2026-01-00T00:00:00Z", false)]
    [InlineData("2016-12-31T23:59:60Z", false)]
    [InlineData("2026-01-01T00:00:00+23:59", true)]
    [InlineData("2026-01-01T00:00:00+23:60", false)]
    [InlineData("2026-01-01T00:00:00.123456789Z", true)]
    [InlineData("2026-01-01T00:00:00.1234567891Z", false)]
    [InlineData("2026-01-01T00:00:00,5Z", false)]
    public void TryParse_TakesWhatTheRuleSays(string text, bool valid) =>
        Assert.Equal(valid, Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out _));

    /// <summary>DateTimeOffset also takes offsets without a colon or of one digit, and white space.</summary>
    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})\\z")]
    private static partial Regex Shape();

    private static string RandomTime(Random random)
    {
        var instant = new DateTimeOffset(
            random.NextInt64(TimeSpan.TicksPerDay * 2, DateTime.MaxValue.Ticks - (TimeSpan.TicksPerDay * 2)), TimeSpan.Zero);
        var local = instant.ToOffset(TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1)));
        return local.ToString(Formats[random.Next(Formats.Length)], CultureInfo.InvariantCulture);
    }

    private static long Microseconds(DateTimeOffset instant) =>
        (long)Math.Floor((decimal)(instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>
    /// RFC 3339 has offsets up to 23:59, up to nine digits here and years near 1 and 9999 whose UTC lies beyond; DateTimeOffset has not.
    /// </summary>
    private static bool IsKnownDifference(string text, bool ours)
    {
        if (!ours)
            return false;
        var zone = text[^1] == 'Z' ? text.Length - 1 : text.Length - 6;
        var offsetHours = text[^1] == 'Z' ? 0 : int.Parse(text.AsSpan(zone + 1, 2), CultureInfo.InvariantCulture);
        return zone - 20 > 7 || offsetHours >= 14 || text.StartsWith("0001-01-01", StringComparison.Ordinal)
            || text.StartsWith("9999-12-31", StringComparison.Ordinal);
    }
}
