using System.Globalization;
using System.Text.RegularExpressions;
using OrleansFlights.Flights;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Api.Tests.Schema;

public sealed class DelayMeasureSchemaTests
{
    [Fact]
    public void EveryMeasure_IsAFieldOfTheContractWithItsValue()
    {
        var contract = Regex.Match(SchemaContract.ReadText(), @"^type Delay \{.*?^\}", RegexOptions.Multiline | RegexOptions.Singleline).Value;
        var tally = new FlightTally();
        foreach (var delay in (int[])[-700, 1, 60, 950, 3_700, 4_000, 90_000, 95_000, 99_000])
            tally.Add(new FlightFact(0, 0, FlightStatus.Departed, delay));

        var node = new DelayNode(tally);
        foreach (var measure in DelayMeasure.All)
        {
            Assert.Matches($@"\b{measure.CamelName}: (Long|Int)!", contract);
            var member = typeof(DelayNode).GetProperty(char.ToUpperInvariant(measure.CamelName[0]) + measure.CamelName[1..]);
            Assert.True(member is not null, $"{nameof(DelayNode)} does not answer {measure.CamelName}");
            Assert.Equal(measure.Of(tally), Convert.ToInt64(member.GetValue(node), CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void EveryStatus_IsAFieldOfTheContractWithItsValue()
    {
        foreach (var status in FlightStatuses.All)
        {
            var tally = new FlightTally();
            tally.Add(new FlightFact(0, 0, status, null));
            var counts = typeof(StatusCountsNode).GetProperties()
                .ToDictionary(p => p.Name, p => (long)p.GetValue(new StatusCountsNode(tally))!);
            Assert.Equal(FlightStatuses.All.ToDictionary(s => $"{s}", s => s == status ? 1L : 0), counts);
            Assert.Matches($@"\b{status.Name()}: Long!", SchemaContract.ReadText());
        }
    }
}
