using System.Text;
using OrleansFlights.Import.Mapping;

namespace OrleansFlights.Import.Sources;

/// <summary>What was said about the files to import.</summary>
internal sealed record ImportOptions
{
    /// <summary>How rows become flights.</summary>
    public MappingOptions Mapping { get; init; } = new();

    /// <summary>The encoding of text; null to find out.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Whether lines and archived records that are no events go to the log as they are.</summary>
    public bool SendMalformed { get; init; }
}
