using System.Text;

namespace OrleansFlights.Flights.Tests;

public sealed class FlightNameTests
{
    [Theory]
    [InlineData("Emirates", true)]
    [InlineData(" Emirates", true)]
    [InlineData("\u00a0x", true)]
    [InlineData("Żółw 💺", true)]
    [InlineData("£", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("\u00a0", false)]
    [InlineData(" \u2003\u3000\u1680", false)]
    [InlineData("a\u0000", false)]
    [InlineData("a\u007f", false)]
    [InlineData("a\u0080", false)]
    [InlineData("a\u009f", false)]
    public void IsValid_SaysTheSameOfTextAndOfBytes(string name, bool valid)
    {
        Assert.Equal(valid, FlightName.IsValid(name));
        Assert.Equal(valid, FlightName.IsValid(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void IsValid_RefusesHalfASurrogatePair()
    {
        Assert.False(FlightName.IsValid("a\ud83d"));
        Assert.False(FlightName.IsValid("\udcba"));
    }

    [Fact]
    public void IsValid_BoundsTheLengthInBytes()
    {
        Assert.True(FlightName.IsValid(new string('é', FlightName.MaxBytes / 2)));
        Assert.False(FlightName.IsValid(new string('é', FlightName.MaxBytes / 2) + "a"));
        Assert.False(FlightName.IsValid(new string('a', 100_000)));
    }

    [Fact]
    public void EveryNameOfOneCharacter_CanBeAGrainKey()
    {
        // Orleans refuses keys for which string.IsNullOrWhiteSpace says yes.
        for (var c = char.MinValue; c < char.MaxValue; c++)
        {
            var text = c.ToString();
            if (FlightName.IsValid(text))
                Assert.False(string.IsNullOrWhiteSpace(text), $"U+{(int)c:X4}");
            else
                Assert.True(string.IsNullOrWhiteSpace(text) || char.IsControl(c) || char.IsSurrogate(c), $"U+{(int)c:X4}");
        }
    }
}
