/** A span of time with the width of its windows. */
export type Range = { name: string; hours: number; minutes: number; comparable: boolean };

/** What can be chosen. Days are only put beside the day before where that means something. */
export const ranges: readonly Range[] = [
  { name: 'Hour', hours: 1, minutes: 5, comparable: true },
  { name: '6 hours', hours: 6, minutes: 15, comparable: true },
  { name: 'Day', hours: 24, minutes: 60, comparable: true },
  { name: 'Week', hours: 168, minutes: 360, comparable: false },
  { name: '90 days', hours: 2_160, minutes: 1_440, comparable: false },
];

const dayMs = 86_400_000;

/** The windows to ask for: where they begin, and where the chart does. */
export function span(range: Range, end: number, compared: boolean) {
  const width = range.minutes * 60_000;
  const to = Math.ceil(end / width) * width;
  const from = to - range.hours * 3_600_000;
  return { from, to, asked: compared && range.comparable ? from - dayMs : from, width };
}

/** One bar of a chart. */
export type Bar = { start: string; tally: { events: number; byStatus: { departed: number; cancelled: number }; delay: { departures: number; averageMinutes: number } | null } };

/** What a chart shows, a place per window, windows without events among them. */
export type Columns = { at: number[]; events: number[]; cancelled: number[]; before: (number | null)[]; delay: (number | null)[] };

/** Puts windows where the chart needs them. */
export function columns(bars: readonly Bar[], range: Range, end: number, compared: boolean): Columns {
  const { from, to, width } = span(range, end, compared);
  const byStart = new Map(bars.map((b) => [Date.parse(b.start), b]));
  const result: Columns = { at: [], events: [], cancelled: [], before: [], delay: [] };
  for (let at = from; at < to; at += width) {
    const bar = byStart.get(at)?.tally;
    result.at.push(at / 1_000);
    result.events.push(bar?.events ?? 0);
    result.cancelled.push(bar?.byStatus.cancelled ?? 0);
    result.delay.push(bar?.delay?.averageMinutes ?? null);
    result.before.push(compared && range.comparable ? (byStart.get(at - dayMs)?.tally.events ?? 0) : null);
  }
  return result;
}
