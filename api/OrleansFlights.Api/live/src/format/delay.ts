/** How late, in classes that colours and words share. The first ends at 15 minutes, the industry's limit for "on time". */
export const delayClasses = [
  { name: 'on time', below: 15, colour: '--delay-0' },
  { name: '15 to 30 min late', below: 30, colour: '--delay-1' },
  { name: '30 to 60 min late', below: 60, colour: '--delay-2' },
  { name: 'over an hour late', below: Infinity, colour: '--delay-3' },
] as const;

/** The class of nothing known. */
export const unknownDelay = { name: 'not departed yet', colour: '--delay-none' } as const;

/** The class of a delay in minutes: its place in {@link delayClasses}, or -1 for unknown. */
export const delayClass = (minutes: number | null | undefined) =>
  minutes === null || minutes === undefined ? -1 : delayClasses.findIndex((c) => minutes <= c.below);

/** What statuses are called. */
export const statusNames = {
  SCHEDULED: 'Scheduled',
  BOARDING: 'Boarding',
  DEPARTED: 'Departed',
  DELAYED: 'Delayed',
  CANCELLED: 'Cancelled',
  LANDED: 'Landed',
  DIVERTED: 'Diverted',
} as const;
