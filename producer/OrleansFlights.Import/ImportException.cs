namespace OrleansFlights.Import;

/// <summary>
/// A file cannot be imported. The message names the file and, where there are any, row, column and value, and what is allowed.
/// </summary>
public sealed class ImportException : IOException
{
    /// <summary>Makes an exception.</summary>
    public ImportException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
