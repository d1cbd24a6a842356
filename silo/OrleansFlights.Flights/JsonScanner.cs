using System.Buffers;

namespace OrleansFlights.Flights;

/// <summary>
/// Walks JSON (RFC 8259) over a span and says whether it is well formed without ever throwing: a stream of broken records
/// costs no more than a stream of good ones. It accepts exactly the texts that System.Text.Json's strict reader accepts.
/// </summary>
/// <param name="json">The whole text, known to be valid UTF-8.</param>
internal ref struct JsonScanner(ReadOnlySpan<byte> json)
{
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(i => (byte)i)]);

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;

    /// <summary>The next byte that is no white space, not consumed; 0 at the end.</summary>
    public byte Peek()
    {
        while (_at < _json.Length)
        {
            var b = _json[_at];
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return b;
            _at++;
        }

        return 0;
    }

    /// <summary>Whether only white space is left.</summary>
    public bool AtEnd() => Peek() == 0 && _at == _json.Length;

    /// <summary>Consumes one structural byte if it comes next.</summary>
    public bool TryTake(byte expected)
    {
        if (Peek() != expected || _at == _json.Length)
            return false;
        _at++;
        return true;
    }

    /// <summary>Consumes a string and gives its bytes between the quotes, escapes as they stand.</summary>
    public bool TryTakeString(out ReadOnlySpan<byte> raw, out bool escaped)
    {
        raw = default;
        escaped = false;
        if (!TryTake((byte)'"'))
            return false;

        var start = _at;
        while (true)
        {
            var stop = _json[_at..].IndexOfAny(StringStops);
            if (stop < 0)
                return false;
            _at += stop;
            switch (_json[_at])
            {
                case (byte)'"':
                    raw = _json[start.._at++];
                    return true;
                case (byte)'\\':
                    escaped = true;
                    if (!TrySkipEscape())
                        return false;
                    break;
                default:
                    return false;
            }
        }
    }

    /// <summary>Consumes the literal null if it comes next.</summary>
    public bool TryTakeNull() => Peek() == (byte)'n' && TryTakeLiteral("null"u8);

    /// <summary>Consumes a value of any type, whatever it holds.</summary>
    public bool TrySkipValue(int depth) => Peek() switch
    {
        (byte)'"' => TryTakeString(out _, out _),
        (byte)'{' => TrySkipObject(depth),
        (byte)'[' => TrySkipArray(depth),
        (byte)'t' => TryTakeLiteral("true"u8),
        (byte)'f' => TryTakeLiteral("false"u8),
        (byte)'n' => TryTakeLiteral("null"u8),
        _ => TrySkipNumber(),
    };

    private bool TrySkipObject(int depth)
    {
        if (depth >= FlightEventParser.MaxDepth || !TryTake((byte)'{'))
            return false;
        if (TryTake((byte)'}'))
            return true;
        do
        {
            if (!TryTakeString(out _, out _) || !TryTake((byte)':') || !TrySkipValue(depth + 1))
                return false;
        }
        while (TryTake((byte)','));
        return TryTake((byte)'}');
    }

    private bool TrySkipArray(int depth)
    {
        if (depth >= FlightEventParser.MaxDepth || !TryTake((byte)'['))
            return false;
        if (TryTake((byte)']'))
            return true;
        do
        {
            if (!TrySkipValue(depth + 1))
                return false;
        }
        while (TryTake((byte)','));
        return TryTake((byte)']');
    }

    private bool TryTakeLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_json[_at..].StartsWith(literal))
            return false;
        _at += literal.Length;
        return true;
    }

    private bool TrySkipEscape()
    {
        if (_at + 1 >= _json.Length)
            return false;
        switch (_json[_at + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                _at += 2;
                return true;
            case (byte)'u' when _at + 6 <= _json.Length && AreHex(_json.Slice(_at + 2, 4)):
                _at += 6;
                return true;
            default:
                return false;
        }
    }

    private bool TrySkipNumber()
    {
        if (_at < _json.Length && _json[_at] == (byte)'-')
            _at++;
        if (_at < _json.Length && _json[_at] == (byte)'0')
            _at++;
        else if (!TrySkipDigits())
            return false;
        if (_at < _json.Length && _json[_at] == (byte)'.')
        {
            _at++;
            if (!TrySkipDigits())
                return false;
        }

        if (_at < _json.Length && _json[_at] is (byte)'e' or (byte)'E')
        {
            _at++;
            if (_at < _json.Length && _json[_at] is (byte)'+' or (byte)'-')
                _at++;
            if (!TrySkipDigits())
                return false;
        }

        return true;
    }

    private bool TrySkipDigits()
    {
        var start = _at;
        while (_at < _json.Length && _json[_at] is >= (byte)'0' and <= (byte)'9')
            _at++;
        return _at > start;
    }

    private static bool AreHex(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }

        return true;
    }
}
