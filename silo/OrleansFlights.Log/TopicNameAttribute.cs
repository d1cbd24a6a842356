using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace OrleansFlights.Log;

/// <summary>Kafka's rule for names of topics, kept by every log so that a topic can move between them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class TopicNameAttribute() : ValidationAttribute("1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-'")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is null || (value is string name && Name().IsMatch(name) && name is not ("." or ".."));

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]{1,249}\z")]
    private static partial Regex Name();
}
