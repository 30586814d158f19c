/** How values are written for people; pure. */

const INTEGER = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const integer = (n) => (Number.isFinite(n) ? INTEGER.format(n) : '–');

/** At most five characters or so: 940, 1.2K, 3.4M. */
export const compact = (n) => (Number.isFinite(n) ? COMPACT.format(n) : '–');

/** Events a second: one decimal while it is small. */
export function rate(n) {
  if (!Number.isFinite(n)) {
    return '–';
  }
  return n > 0 && n < 10 && !Number.isInteger(n) ? n.toFixed(1) : INTEGER.format(Math.round(n));
}

/** A mean rate and the span that it was taken over, in at most a minute of whole seconds. */
export function rateOver(lately) {
  if (lately === null) {
    return '–';
  }
  return `${rate(lately.mean)}/s over ${lately.seconds === 60 ? '1 min' : `${lately.seconds} s`}`;
}

/** A ratio 0..1 as percent; what is not quite none or all never reads as 0 or 100. */
export function percent(ratio) {
  if (!Number.isFinite(ratio)) {
    return '–';
  }
  if (ratio > 0 && ratio < 0.01) {
    return '<1 %';
  }
  return ratio < 1 && ratio > 0.99 ? '>99 %' : `${Math.round(ratio * 100)} %`;
}

export function millis(ms) {
  if (!Number.isFinite(ms)) {
    return '–';
  }
  if (ms > 0 && ms < 0.05) {
    return '<0.1 ms';
  }
  if (ms < 10) {
    return `${ms.toFixed(1)} ms`;
  }
  return ms < 10_000 ? `${INTEGER.format(Math.round(ms))} ms` : `${compact(ms / 1000)} s`;
}

/** A span measured with a clock of whole milliseconds. */
export function wholeMillis(ms) {
  if (ms < 1) {
    return '<1 ms';
  }
  return ms < 10 ? `${Math.round(ms)} ms` : millis(ms);
}

export function bytes(n) {
  if (!Number.isFinite(n)) {
    return '–';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = n < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(n) / 10));
  const value = n / 1024 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

const two = (n) => String(n).padStart(2, '0');

/** Local time of day to the millisecond; on another day than today, the date and the time to the second. */
export function clock(date, today = new Date()) {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) {
    return '–';
  }
  if (date.toDateString() !== today.toDateString()) {
    return `${dayOf(date)} ${timeOfDay(date)}`;
  }
  return `${timeOfDay(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Local time of day to the second. */
export const timeOfDay = (date) => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;

/** Local time to the second, with the date on another day than today. */
export function moment(text, today = new Date()) {
  const date = new Date(text);
  if (typeof text !== 'string' || Number.isNaN(date.getTime())) {
    return '–';
  }
  const day = date.toDateString() === today.toDateString() ? '' : `${dayOf(date)} `;
  return `${day}${timeOfDay(date)}`;
}

/** How long ago, in its two largest units: 5 s, 12 min, 3 h 20 min, 4 d 2 h. */
export function ago(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) {
    return `${seconds} s`;
  }
  if (hours === 0) {
    return `${minutes} min`;
  }
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const dayOf = (date) =>
  `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

// Characters that are not seen, or that make other text be seen in another order.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const UNSEEN_IN_LINES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

const escaped = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text of a stranger on one line: control and direction characters are written out, the rest stays. */
export const oneLine = (text) => String(text ?? '').replace(/[\r\n\t]+/g, ' ').replace(UNSEEN, escaped);

/** The same for text of several lines. */
export const lines = (text) => String(text ?? '').replace(UNSEEN_IN_LINES, escaped);

/** Cuts text to a length, saying so. */
export const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
