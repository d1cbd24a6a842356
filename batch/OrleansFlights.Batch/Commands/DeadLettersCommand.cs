using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansFlights.Batch.DeadLetters;
using OrleansFlights.Log.DeadLetters;

namespace OrleansFlights.Batch.Commands;

/// <summary><c>dead-letters</c>: the records that were no flight events.</summary>
internal static class DeadLettersCommand
{
    private const int KeyCharacters = 20;
    private const int ReasonCharacters = 80;
    private const int OnAPage = 50;
    private const int MostOnAPage = 100_000;

    public static Command Create(string[] settings) =>
        new("dead-letters", "Lists, shows and replays the records that were no flight events.")
    {
        List(settings), Show(settings), ReplayCommand.Create(settings),
    };

    private static Command List(string[] settings)
    {
        var data = BatchServices.Data();
        var chosen = new DeadLetterOptions();
        var limit = new Option<int?>("--limit") { Description = $"Most to list; default: {OnAPage}." };
        var after = new Option<RecordPosition?>(
            "--after")
        { Description = "Go on behind this one, PARTITION/OFFSET.", CustomParser = DeadLetterOptions.Place };
        var json = JsonOutput.Option();
        var command = new Command("list", "Lists them by the place they came from.") { limit, after, json, data };
        chosen.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(limit) is < 1 or > MostOnAPage)
                result.AddError($"--limit takes 1 to {MostOnAPage}.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var foreign = new List<ForeignRecord>();
            var letters = services.GetRequiredService<DeadLetterReader>()
                .ReadAsync(chosen.Filter(parsed), parsed.GetValue(after), foreign.Add, cancellation);
            var page = await PageAsync(letters, parsed.GetValue(limit) ?? OnAPage, cancellation);
            var result = new
            {
                letters = page.Letters.Select(Summary),
                next = page.Next is { } next ? $"{next.Partition}/{next.Offset}" : null,
                foreign = foreign.Select(f => new { place = f.Place.ToString(), f.Bytes, f.Reason }),
            };
            await JsonOutput.WriteAsync(parsed.GetValue(json), result, Text(page.Letters, page.Next, foreign));
            return 0;
        });
        return command;
    }

    private static Command Show(string[] settings)
    {
        var data = BatchServices.Data();
        var place = new Argument<RecordPosition?>(
            "PARTITION/OFFSET")
        { Description = "Where it came from, as list says.", CustomParser = DeadLetterOptions.Place };
        var json = JsonOutput.Option();
        var command = new Command("show", "Shows one with its bytes: as text, or in hexadecimal when they are none.") { place, json, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = BatchServices.Open(settings, parsed.GetValue(data));
            var (partition, offset) = parsed.GetValue(place)!.Value;
            var filter = new DeadLetterFilter(Partition: partition, From: offset, To: offset + 1);
            var letter = await services.GetRequiredService<DeadLetterReader>().ReadAsync(filter, null, null, cancellation)
                .FirstOrDefaultAsync(cancellation)
                ?? throw new BatchException($"There is no dead letter {partition}/{offset}.");
            if (parsed.GetValue(json))
            {
                await JsonOutput.WriteAsync(true, letter);
                return 0;
            }

            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                 origin  {letter.Topic} {letter.Partition}/{letter.Offset}
                 time    {Time(letter)}
                 key     {RawBytes.Line(letter.Key, int.MaxValue - 1)}
                 reason  {letter.Reason}
                 bytes   {letter.Length ?? letter.Value.Length}{(letter.IsWhole ? "" : $", of which the first {letter.Value.Length} are here; SHA-256 {letter.Sha256}")}

                 """));
            await Console.Out.WriteLineAsync(
                RawBytes.IsText(letter.Value) ? Encoding.UTF8.GetString(letter.Value) : string.Join('\n', RawBytes.Dump(letter.Value)));
            return 0;
        });
        return command;
    }

    private static async Task<(List<DeadLetter> Letters, DeadLetter? Next)> PageAsync(
        IAsyncEnumerable<DeadLetter> letters, int limit, CancellationToken cancellation)
    {
        var page = new List<DeadLetter>();
        await foreach (var letter in letters.WithCancellation(cancellation))
        {
            if (page.Count == limit)
                return (page, page[^1]);
            page.Add(letter);
        }

        return (page, null);
    }

    private static object Summary(DeadLetter letter) => new
    {
        letter.Topic,
        letter.Partition,
        letter.Offset,
        letter.Timestamp,
        letter.Key,
        bytes = letter.Length ?? letter.Value.Length,
        letter.Reason,
    };

    private static IEnumerable<string> Text(List<DeadLetter> letters, DeadLetter? next, List<ForeignRecord> foreign)
    {
        yield return $"{"origin",-14} {"time",-20} {"bytes",7} {"key",-KeyCharacters} reason";
        foreach (var letter in letters)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{$"{letter.Partition}/{letter.Offset}",-14} {Time(letter),-20} {letter.Length ?? letter.Value.Length,7} "
                + $"{RawBytes.Line(letter.Key, KeyCharacters),-KeyCharacters} "
                + $"{RawBytes.Line(Encoding.UTF8.GetBytes(letter.Reason), ReasonCharacters)}");
        }

        if (next is not null)
            yield return $"More follow: --after {next.Partition}/{next.Offset}";
        foreach (var record in foreign.Take(OnAPage))
            yield return
                $"foreign {record.Place} of the topic of dead letters, {record.Bytes} bytes: "
                + $"{RawBytes.Line(Encoding.UTF8.GetBytes(record.Reason), ReasonCharacters)}";
        if (foreign.Count > 0)
            yield return $"{foreign.Count} records are foreign: they are no dead letters and are left alone";
    }

    /// <summary>As RFC 3339 writes it; timestamps come from whoever wrote the record and may be none.</summary>
    private static string Time(DeadLetter letter) =>
        letter.Timestamp >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && letter.Timestamp <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(letter.Timestamp)
                .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : letter.Timestamp.ToString(CultureInfo.InvariantCulture);
}
