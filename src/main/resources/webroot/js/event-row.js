import { categoryIndex, routeIndex } from './categories.js';
import { cut, oneLine } from './format.js';

/**
 * One line of the stream: an event with what the page knows of it, or a gap. What is only needed when a line is drawn
 * is worked out then: at thousands of events a second most are never drawn.
 */
export class EventRow {
  #summary;
  #searchable;

  /**
   * @param order place among all rows since the page opened
   * @param arrived local milliseconds of its arrival; undefined for one that came as history
   * @param weight its size in bytes, roughly
   */
  constructor(event, order, arrived, weight) {
    this.event = event;
    this.order = order;
    this.arrived = arrived;
    this.weight = weight;
    this.category = categoryIndex(event.category);
    this.route = routeIndex(event.adapters);
  }

  get gap() {
    return false;
  }

  get summary() {
    this.#summary ??= summarize(this.event.data);
    return this.#summary;
  }

  /** Milliseconds from receipt by the daemon to arrival here; `skew` is the daemon's clock less ours. */
  latency(skew) {
    const received = Date.parse(this.event.received_at);
    return this.arrived === undefined || Number.isNaN(received) ? NaN : Math.max(0, this.arrived + skew - received);
  }

  /** Whether the text, in lower case, occurs in type, source, id or data. */
  contains(text) {
    this.#searchable ??= searchable(this.event);
    return this.#searchable.includes(text);
  }
}

/** A stretch of events that this page was not sent. */
export class GapRow {
  /** @param missed how many; at most so many where `exact` is false */
  constructor(order, from, to, missed, exact) {
    Object.assign(this, { order, from, to, missed, exact, weight: 64, category: -1 });
  }

  get gap() {
    return true;
  }
}

const TELLING = ['message', 'msg', 'error', 'summary', 'title', 'description', 'reason'];
const LONGEST = 240;

/** One line that says what `data` holds: its message if it has one, then the rest as key=value. */
export function summarize(data) {
  if (data === null || typeof data !== 'object') {
    return data === undefined || data === null ? '' : cut(oneLine(data), LONGEST);
  }
  const telling = TELLING.find((key) => typeof data[key] === 'string' && data[key] !== '');
  const parts = telling ? [data[telling].slice(0, LONGEST + 1)] : [];
  let length = telling ? parts[0].length : 0;
  for (const key in data) {
    if (length > LONGEST) {
      break;
    }
    if (key !== telling) {
      parts.push(`${key.slice(0, 64)}=${short(data[key])}`);
      length += parts[parts.length - 1].length;
    }
  }
  return cut(oneLine(parts.join('  ')), LONGEST);
}

function short(value) {
  if (Array.isArray(value)) {
    return `[${value.length}]`;
  }
  if (value !== null && typeof value === 'object') {
    return '{…}';
  }
  return String(value).slice(0, 80);
}

function searchable(event) {
  const data = JSON.stringify(event.data) ?? '';
  return `${event.event_type}\n${event.source}\n${event.id}\n${event.node}\n${data}`.toLowerCase();
}
