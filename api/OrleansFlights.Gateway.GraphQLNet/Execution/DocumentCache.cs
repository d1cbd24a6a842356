using System.Collections.Concurrent;
using GraphQLParser.AST;

namespace OrleansFlights.Gateway.GraphQLNet.Execution;

/// <summary>Documents that were parsed and found valid, by their text. Bounded: when it is full it begins anew.</summary>
internal sealed class DocumentCache
{
    private const int MaxDocuments = 2_000;
    private const int MaxLength = 8 * 1024;

    private readonly ConcurrentDictionary<string, GraphQLDocument> _documents = new(StringComparer.Ordinal);

    public GraphQLDocument? Find(string text) =>
        text.Length <= MaxLength && _documents.TryGetValue(text, out var document) ? document : null;

    public void Keep(string text, GraphQLDocument document)
    {
        if (text.Length > MaxLength)
            return;
        if (_documents.Count >= MaxDocuments)
            _documents.Clear();
        _documents[text] = document;
    }
}
