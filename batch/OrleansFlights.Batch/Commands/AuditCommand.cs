using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.Audit;
using OrleansFlights.Flights;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>audit</c>: are the views what the archive says?</summary>
internal static class AuditCommand
{
    private const int MostSampled = 100_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static Command Create(string[] settings)
    {
        var data = BatchServices.Data();
        var dimension = new Argument<string?>(
            "DIMENSION")
        { Description = "route, airline, departures, arrivals or total.", Arity = ArgumentArity.ZeroOrOne };
        var key = new Argument<string?>(
            "KEY")
        { Description = "The view's key, such as DXB-ZRH; total needs none.", Arity = ArgumentArity.ZeroOrOne };
        var sample = new Option<int?>(
            "--sample")
        { Description = "Instead of one view: so many taken at random, the total, and the sums of all dimensions." };
        var gateway = new Option<Uri?>("--gateway")
        {
            Description = "Also compare what this gateway answers, such as http://localhost:8088.",
            CustomParser = Address,
        };
        var json = JsonOutput.Option();
        var command = new Command(
            "audit",
                "Recounts views from the archive up to the published generation's cut, and a gateway's answers up to their watermarks. "
                + "Fails on any difference.")
        {
            dimension, key, sample, gateway, json, data,
        };
        command.Validators.Add(result =>
        {
            if (Wrong(result.GetValue(dimension), result.GetValue(key), result.GetValue(sample)) is { } wrong)
                result.AddError(wrong);
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            using var http = new HttpClient { Timeout = Timeout };
            var client = parsed.GetValue(gateway) is { } address ? new GatewayClient(http, address) : null;
            var auditor = services.GetRequiredService<Auditor>();
            var audited = await ConsoleProgress.StatusAsync<IReadOnlyList<AuditedView>,
                string>(words => words, progress => parsed.GetValue(sample) is { } count
                ? auditor.AuditSampleAsync(count, Random.Shared, client, progress, cancellation)
                : auditor.AuditAsync([View(parsed.GetValue(dimension)!, parsed.GetValue(key))], client, progress, cancellation));
            return await PrintAsync(audited, parsed.GetValue(json));
        });
        return command;
    }

    private static Uri? Address(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        result.AddError($"--gateway takes an address such as http://localhost:8088, not '{text}'.");
        return null;
    }

    private static string? Wrong(string? dimension, string? key, int? sample)
    {
        if (sample is { } count)
            return dimension is not null ? "Name a view or take --sample, not both." : count is < 1 or > MostSampled
                ? $"--sample takes 1 to {MostSampled}." : null;
        if (dimension is null || !Dimensions.All.Any(d => d.Name() == dimension))
            return $"Name a dimension, one of {string.Join(", ", Dimensions.All.Select(d => d.Name()))}, and a key; or take --sample.";
        if (dimension == Dimensions.Total)
            return key is null or ViewKey.TotalKey ? null : "total has no keys.";
        if (string.IsNullOrEmpty(key))
            return $"Name the {dimension}'s key.";
        return dimension switch
        {
            Dimensions.Route when key.Length != 7 || key[3] != '-' || !IsAirport(key[..3]) || !IsAirport(key[4..]) =>
                $"'{key}' is no route such as DXB-ZRH.",
            Dimensions.Departures or Dimensions.Arrivals when !IsAirport(key) => $"'{key}' is no airport such as DXB.",
            _ => null,
        };
    }

    private static bool IsAirport(string code) => AirportCode.TryParse(code.AsSpan(), out _);

    private static ViewKey View(string dimension, string? key) =>
        dimension == Dimensions.Total ? ViewKey.Total : new ViewKey(Dimensions.Parse(dimension), key!);

    private static async Task<int> PrintAsync(IReadOnlyList<AuditedView> audited, bool json)
    {
        var wrong = audited.Count(v => v.Differences.Count > 0);
        await JsonOutput.WriteAsync(json, new { compared = audited.Count, wrong, views = audited }, Text(audited, wrong));
        return wrong == 0 ? 0 : BatchApp.Failed;
    }

    private static IEnumerable<string> Text(IReadOnlyList<AuditedView> audited, int wrong)
    {
        foreach (var view in audited)
        {
            var count = view.Differences.Count;
            yield return
                $"{view.Name}: {view.Events} events under generation {view.Generation}, {(count == 0 ? "equal" : $"{count} differences")}";
            foreach (var difference in view.Differences)
                yield return $"  {difference}";
        }

        yield return $"{audited.Count} compared, {wrong} with differences";
    }
}
