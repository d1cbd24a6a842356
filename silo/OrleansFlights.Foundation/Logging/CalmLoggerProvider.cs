using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrleansFlights.Foundation.Logging;

/// <summary>
/// The console, with warnings and errors that come again and again summed up as <see cref="RepeatedLines"/> says. All else passes as it is.
/// </summary>
[ProviderAlias("Console")]
internal sealed class CalmLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly RepeatedLines _lines = new();
    private readonly ConsoleLoggerProvider _console;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public CalmLoggerProvider(ConsoleLoggerProvider console, TimeProvider time)
    {
        _console = console;
        _time = time;
        _timer = time.CreateTimer(_ => Summarize(), null, Pace, Pace);
    }

    public ILogger CreateLogger(string categoryName) => new CalmLogger(this, categoryName, _console.CreateLogger(categoryName));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _console.SetScopeProvider(scopeProvider);

    public void Dispose()
    {
        _timer.Dispose();
        _console.Dispose();
    }

    private bool Show(LineKind kind, string text)
    {
        lock (_gate)
            return _lines.Show(kind, text, _time.GetUtcNow());
    }

    private void Summarize()
    {
        IReadOnlyList<LineSummary> summaries;
        lock (_gate)
            summaries = _lines.Summarize(_time.GetUtcNow());
        foreach (var summary in summaries)
            _console.CreateLogger(summary.Kind.Category)
                .Log(LogLevel.Warning, new EventId(summary.Kind.EventId), summary.Text, null, (text, _) => text);
    }

    private sealed class CalmLogger(CalmLoggerProvider owner, string category, ILogger console) : ILogger
    {
        private const string Template = "{OriginalFormat}";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => console.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => console.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning
                && !owner.Show(new LineKind(category, eventId.Id, TemplateOf(state), exception?.GetType()), formatter(state, exception)))
                return;
            console.Log(logLevel, eventId, state, exception, formatter);
        }

        private static string TemplateOf<TState>(TState state) =>
            state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values
                && values[^1] is { Key: Template, Value: string template } ? template : "";
    }
}
