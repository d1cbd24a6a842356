const locale = navigator.languages?.length ? [...navigator.languages] : undefined;

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });

/** A whole number as the visitor writes it. */
export const count = (value: number) => whole.format(value);

/** A number with at most one fraction digit. */
export const decimal = (value: number) => oneDigit.format(value);

/** 0 to 1 as percent. */
export const percent = (value: number) => share.format(value);

/** A number in few letters, such as 1.2 M. */
export const compact = (value: number) => short.format(value);

/** Minutes with their unit. */
export const minutes = (value: number | null | undefined) => (value === null || value === undefined ? '–' : `${oneDigit.format(value)} min`);

/** Events per second. */
export const perSecond = (value: number) => `${value < 10 ? oneDigit.format(value) : whole.format(value)}/s`;
