using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OrleansFlights.Compose.Tests;

/// <summary>A subscription over an event stream: the newest state and when it came.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private const string DataField = "data:";
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private (JsonElement Data, int Count)? _last;

    public EventStream(HttpClient http, Uri address, string query) => _reading = Task.Run(() => ReadAsync(http, address, query));

    /// <summary>The newest message's data and how many came; null before the first.</summary>
    public (JsonElement Data, int Count)? Last
    {
        get
        {
            if (_reading.IsFaulted)
                _reading.GetAwaiter().GetResult();
            Assert.False(_reading.IsCompleted, "the stream ended");
            lock (_stop)
                return _last;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task ReadAsync(HttpClient http, Uri address, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/graphql"))
        {
            Content = new StringContent(JsonSerializer.Serialize(new { query }), Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(_stop.Token));
        while (await lines.ReadLineAsync(_stop.Token) is { } line)
        {
            if (!line.StartsWith(DataField, StringComparison.Ordinal) || line.Length <= DataField.Length + 1)
                continue;
            var message = JsonDocument.Parse(line[DataField.Length..]).RootElement;
            Assert.False(message.TryGetProperty("errors", out var errors), errors.ToString());
            lock (_stop)
                _last = (message.GetProperty("data"), (_last?.Count ?? 0) + 1);
        }
    }
}
