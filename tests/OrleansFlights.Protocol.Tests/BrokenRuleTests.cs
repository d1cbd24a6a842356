using OrleansFlights.Protocol.Tests.Simulation;

namespace OrleansFlights.Protocol.Tests;

/// <summary>Breaks one rule at a time, and asks of the simulation that it finds a history which shows it.</summary>
public sealed class BrokenRuleTests(ITestOutputHelper output)
{
    private const int MostHistories = 20_000;

    public static TheoryData<string, string> Broken => new()
    {
        { nameof(CutWithinSegment), "recount" },
        { nameof(DropWithoutLoad), "recount" },
        { nameof(ApplyDespiteGap), "recount" },
        { nameof(WatermarkWithoutEvents), "recount" },
        { nameof(CountRepeats), "recount" },
        { nameof(CountWithoutOwning), "recount" },
        { nameof(BelieveAnyLife), "recount" },
        { nameof(RecordAlthoughShort), "not durable" },
        { nameof(ReleaseBeforeRecorded), "not durable" },
        { nameof(RecordAfterGoingBack), "not durable" },
        { nameof(GoBackWithoutRecording), "not durable" },
        { nameof(StartAbovePublishableCut), "recount" },
        { nameof(CoverFromZero), "recount" },
        { nameof(AdoptInTwoSteps), "recount" },
        { nameof(WrongRows), "drift" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void BrokenRule_SomeHistory_ShowsIt(string rule, string symptom)
    {
        for (var seed = 0; seed < MostHistories; seed++)
        {
            var broken = Make(rule);
            if (Simulator.Run(History.Of(seed), broken)?.Contains(symptom, StringComparison.Ordinal) != true)
                continue;
            if (Simulator.Run(History.Of(seed), new Rules { LosesSnapshots = broken.LosesSnapshots }) is not null)
                continue;
            output.WriteLine($"{rule}: {Simulator.Describe(seed, () => Make(rule), symptom)}");
            return;
        }

        Assert.Fail($"{rule} is broken, and no history of {MostHistories} shows it");
    }

    private static Rules Make(string rule) =>
        (Rules)Activator.CreateInstance(typeof(Rules).Assembly.GetType($"{typeof(Rules).Namespace}.{rule}", throwOnError: true)!)!;
}
