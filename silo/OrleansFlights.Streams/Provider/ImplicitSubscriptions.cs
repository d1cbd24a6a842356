using System.Collections.Concurrent;
using Orleans.Metadata;
using Orleans.Streams;

namespace OrleansFlights.Streams.Provider;

/// <summary>Knows which streams some grain of the cluster subscribes to implicitly, as the silos' manifests say.</summary>
internal sealed class ImplicitSubscriptions(GrainBindingsResolver bindings, IEnumerable<IStreamNamespacePredicateProvider> providers)
{
    private readonly IStreamNamespacePredicateProvider[] _providers = [.. providers];
    private volatile Known? _known;

    /// <summary>
    /// Whether anyone subscribes to a stream. Asked for every part of every poll: where nobody subscribes to any, its name is not even
    /// made.
    /// </summary>
    public bool Follow(StreamId stream)
    {
        var (version, all) = bindings.GetAllBindings();
        var known = _known;
        if (known is null || known.Version != version)
            _known = known = new Known(
                version, [.. all.Values.SelectMany(grain => grain.Bindings).Select(PredicateOf).OfType<IStreamNamespacePredicate>()]);
        return known.Predicates.Length > 0
            && known.Namespaces.GetOrAdd(
                stream.GetNamespace()!, static (name, predicates) => predicates.Any(p => p.IsMatch(name)), known.Predicates);
    }

    private IStreamNamespacePredicate? PredicateOf(IReadOnlyDictionary<string, string> binding)
    {
        if (!binding.TryGetValue(WellKnownGrainTypeProperties.BindingTypeKey, out var type)
            || type != WellKnownGrainTypeProperties.StreamBindingTypeValue
            || !binding.TryGetValue(WellKnownGrainTypeProperties.StreamBindingPatternKey, out var pattern))
        {
            return null;
        }

        foreach (var provider in _providers)
        {
            if (provider.TryGetPredicate(pattern, out var predicate))
                return predicate;
        }

        return null;
    }

    private sealed record Known(MajorMinorVersion Version, IStreamNamespacePredicate[] Predicates)
    {
        public ConcurrentDictionary<string, bool> Namespaces { get; } = new(StringComparer.Ordinal);
    }
}
