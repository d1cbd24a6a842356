using System.Globalization;
using Microsoft.Spark.Sql;
using OrleansFlights.Batch.Engine;

namespace OrleansFlights.Batch.Spark;

/// <summary>A row as Spark sends it: a number arrives in the smallest type that holds it.</summary>
internal readonly struct SparkRow(Row row) : ITallyRow
{
    public string GetString(int column) => row.GetAs<string>(column);

    public int GetInt32(int column) => Convert.ToInt32(row.Get(column), CultureInfo.InvariantCulture);

    public long GetInt64(int column) => Convert.ToInt64(row.Get(column), CultureInfo.InvariantCulture);
}
