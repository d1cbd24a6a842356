namespace OrleansFlights.Search.Tests;

public sealed class SearchTermsTests
{
    [Theory]
    [InlineData("EK87-202603290600-1f", "1f 202603290600 ek87")]
    [InlineData("Luftgesellschaft ZÜRICH", "luftgesellschaft zurich")]
    [InlineData("Zu\u0308rich", "zurich")]
    [InlineData("Łódź Øresund Straße", "lodz oresund strasse")]
    [InlineData("全日空 a380/800", "800 a380 全日空")]
    [InlineData("O'Hare o'hare", "hare o")]
    [InlineData(" -*\"()^ ", "")]
    [InlineData("", "")]
    public void Words_AreLowerCaseLettersAndDigitsWithoutAccents(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', SearchTerms.Of(text)));
}
