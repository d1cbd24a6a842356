/** The command that recounts a view and compares it with this gateway's answer. */
export const auditOf = (dimension: string, key: string) =>
  `dotnet run --project batch/OrleansFlights.Batch -- audit ${dimension} "${key}" --gateway ${location.origin}`;
