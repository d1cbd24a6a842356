using OrleansFlights.Import.Events;
using OrleansFlights.Import.Inputs;
using OrleansFlights.Simulation;

namespace OrleansFlights.Import.Sources;

/// <summary>A part that is understood: its rows can be read as events, always the same ones.</summary>
internal abstract class ImportSource(InputPart part) : IDisposable
{
    public InputPart Part => part;

    /// <summary>What decides which events the rows become, as one text: an import that is continued must have the same.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>What was found and how it is read, for people.</summary>
    public abstract IEnumerable<string> Describe();

    /// <summary>Reads all of it once, as far as that was not done.</summary>
    /// <exception cref="ImportException">It is damaged.</exception>
    public virtual void Verify()
    {
    }

    /// <summary>Opens it at its first row.</summary>
    public abstract RowCursor Open();

    /// <summary>Tries the first rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="samples">How many events to keep.</param>
    public virtual Probe Try(int rows, int samples)
    {
        using var cursor = Open();
        var probe = new Probe(samples);
        while (probe.Rows < rows && cursor.Next(map: true))
            probe.Add(cursor);
        return probe;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Goes through the rows of a source.</summary>
internal abstract class RowCursor : IDisposable
{
    /// <summary>How many rows were passed, this one included: where a later run goes on.</summary>
    public long Sequence { get; protected set; }

    /// <summary>The row's place in the file for people, such as <c>row 17</c>.</summary>
    public abstract string Where { get; }

    /// <summary>The row's number in the file, from 1.</summary>
    public virtual long Number => Sequence;

    /// <summary>The events of the row.</summary>
    public List<OutgoingRecord> Records { get; } = new(3);

    /// <summary>The timestamp that the records must have, Unix milliseconds; null for that of the sending.</summary>
    public long? Timestamp { get; protected set; }

    /// <summary>Why the row became no event; null when it did, or was left out.</summary>
    public RowProblem? Problem { get; protected set; }

    /// <summary>Whether the row was left out on purpose.</summary>
    public bool LeftOut { get; protected set; }

    /// <summary>How much of the source was read, 0 to 1.</summary>
    public abstract double Share { get; }

    /// <summary>Goes to the next row; false after the last.</summary>
    /// <param name="map">Whether to make events of it; a row that an earlier run has sent is only passed.</param>
    /// <exception cref="ImportException">The source cannot be read on.</exception>
    public abstract bool Next(bool map);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
