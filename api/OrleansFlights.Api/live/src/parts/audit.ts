import type { ViewKind } from '../api/generated';

/** The command that recounts a view and compares it with this gateway's answer. */
export const auditOf = (kind: ViewKind, key: string) =>
  `dotnet run --project batch/OrleansFlights.Batch -- audit ${kind.toLowerCase()} "${key}" --gateway ${location.origin}`;
