const locale = navigator.languages?.length ? [...navigator.languages] : undefined;

/** The visitor's own time zone. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Every zone that the browser knows, the visitor's and UTC first. */
export const zones: readonly string[] = [...new Set([ownZone, 'UTC', ...(Intl.supportedValuesOf?.('timeZone') ?? [])])];

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })));
  return known;
}

/** Hour and minute. */
export const clock = (at: Date | string | number, zone = ownZone) => format(zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** Hour, minute and second. */
export const clockSeconds = (at: Date | string | number, zone = ownZone) =>
  format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));

/** Day, hour and minute; with the year when it is another than now. */
export function dayClock(at: Date | string | number, zone = ownZone) {
  const instant = new Date(at);
  const year = instant.getFullYear() === new Date().getFullYear() ? ({ weekday: 'short' } as const) : ({ year: 'numeric' } as const);
  return format(zone, { ...year, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(instant);
}

/** The day. */
export const day = (at: Date | string | number, zone = ownZone) => format(zone, { day: 'numeric', month: 'short' }).format(new Date(at));

/** A duration in its two largest units, such as 3 min 20 s. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3_600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3_600)} h ${Math.floor((s % 3_600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3_600)} h`;
}
