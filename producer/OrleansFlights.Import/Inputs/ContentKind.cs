namespace OrleansFlights.Import.Inputs;

/// <summary>What bytes are, told by the bytes alone.</summary>
internal enum ContentKind
{
    /// <summary>No bytes, or blanks only.</summary>
    Empty,

    /// <summary>Text whose first character tells nothing more: a table separated by commas, tabs, semicolons or bars.</summary>
    Text,

    /// <summary>One JSON value a line.</summary>
    JsonLines,

    /// <summary>One JSON value: an array, or an object that holds one.</summary>
    JsonDocument,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>Zstandard.</summary>
    Zstandard,

    /// <summary>xz.</summary>
    Xz,

    /// <summary>bzip2.</summary>
    Bzip2,

    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>A tar archive.</summary>
    Tar,

    /// <summary>Something else that has a name.</summary>
    Foreign,
}

/// <summary>A kind of content and, where it is foreign, what it is and what to do with it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Foreign">For people, such as <c>an HTML page</c>.</param>
/// <param name="IsDocumentation">Whether such a file is only read by people, so that it may lie beside data.</param>
internal readonly record struct Content(ContentKind Kind, string Foreign = "", bool IsDocumentation = false);
