import { CATEGORIES, ROUTES } from './categories.js';
import { ClockSkew } from './clock-skew.js';
import { EventRow, GapRow } from './event-row.js';
import { EventWindow } from './event-window.js';
import { LiveSpans } from './live-spans.js';
import { RateRing } from './rate-ring.js';
import { SequenceTracker } from './sequence-tracker.js';

export const CHART_SECONDS = 300;
const RATE_SECONDS = 60;
const REFUSALS = [401, 403];

/**
 * All that the page knows. Frames and answers go in, components read; whoever changes something tells `onChange`, which
 * says only that something changed: when it is drawn is not decided here.
 */
export class DashboardStore {
  #changed;
  #order = 0;
  #sequences = new SequenceTracker();
  #rates = new RateRing(CATEGORIES.length, CHART_SECONDS);
  #live = new LiveSpans(CHART_SECONDS);
  #holds = new Set();
  #startedSecond;
  #greeted = false;
  #refusals = new Map();

  events = new EventWindow();
  skew = new ClockSkew();
  connection = { phase: 'connecting', retryAt: 0 };
  node = '';
  plan = {};
  totals = CATEGORIES.map(() => 0);
  routes = CATEGORIES.map(() => ROUTES.map(() => 0));
  received = 0;
  missed = 0;
  selected = null;
  adapters = null;
  persistence = null;
  readiness = null;
  parity = null;
  mismatches = null;
  alerts = null;
  alertHistory = null;
  /** The mismatch that is shown in full; null where there is none. */
  mismatch = null;
  /** What `/health/flags`, `/routing` and `/flags/status` last said. */
  config = null;
  routing = null;
  flags = null;
  /** The change that the operator is about to make; null where there is none. */
  wish = null;
  /** Asks for the configuration at once; done when it is known. */
  look = async () => {};

  constructor(now, onChange = () => {}) {
    this.#startedSecond = Math.floor(now / 1000);
    this.#changed = onChange;
  }

  get greeted() {
    return this.#greeted;
  }

  get holds() {
    return this.#holds;
  }

  /** Takes a frame of the live socket. */
  receive(frame, size, now) {
    switch (frame?.type) {
      case 'initial_stats':
        this.#greet(frame, size);
        break;
      case 'events':
        this.#take(frame.events, size, now);
        break;
      case 'gap':
        this.#gap(frame.from_sequence_id, frame.to_sequence_id, frame.missed, true);
        break;
      default:
        return;
    }
    this.#changed();
  }

  /** Takes a phase of the connection. */
  connected(connection, now) {
    this.#live.note(connection.phase === 'live', Math.floor(now / 1000));
    this.set('connection', connection);
  }

  /** Takes what the daemon answered when asked for `field`; a refusal is no document. */
  answered(field, document, status) {
    const refused = REFUSALS.includes(status);
    this.#refusals.set(field, refused ? status : 0);
    this.set(field, refused ? null : document);
  }

  /**
   * Takes what the daemon answered about its configuration. What was last known stays where it does not say: an
   * emergency must not vanish from the page because the daemon is away.
   */
  learned(field, document, status) {
    const refused = REFUSALS.includes(status);
    this.#refusals.set(field, refused ? status : 0);
    if (refused && this.config !== null) {
      this.config = { ...this.config, may_change: false };
    }
    if (status === 200 && document !== null && typeof document === 'object') {
      this[field] = document;
      this.plan = field === 'routing' ? (document.plan ?? this.plan) : this.plan;
    }
    this.#changed();
  }

  /** The status (401 or 403) with which the daemon refuses this page; 0 where it does not. */
  get refusal() {
    return Math.max(0, ...this.#refusals.values());
  }

  set(field, value) {
    this[field] = value;
    this.#changed();
  }

  /** Shows a mismatch in full, in the place of the event that was. */
  openMismatch(mismatch) {
    this.selected = null;
    this.mismatch = mismatch;
    this.release('row');
  }

  setFilter(filter) {
    this.events.setFilter(filter);
    this.#changed();
  }

  /** Holds the stream for a reason of its own: it goes on when no reason is left. */
  hold(reason) {
    this.#holds.add(reason);
    this.events.hold(this.#order);
    this.#changed();
  }

  release(reason) {
    if (this.#holds.delete(reason) && this.#holds.size === 0) {
      this.events.release();
    }
    this.#changed();
  }

  releaseAll() {
    this.#holds.clear();
    this.events.release();
    this.#changed();
  }

  /** Events of a category in the last whole second; null where the page was not connected. */
  rateNow(category, now) {
    return this.countAt(category, Math.floor(now / 1000) - 1);
  }

  /**
   * Events a second of a category, `mean` over those `seconds` of the last minute in which the page was connected; null
   * where there are none.
   */
  rateLately(category, now) {
    const known = this.history(category, now, RATE_SECONDS).filter((n) => n !== null);
    const seconds = known.length;
    return seconds > 0 ? { mean: known.reduce((sum, n) => sum + n, 0) / seconds, seconds } : null;
  }

  /** Seconds since the page was opened. */
  age(now) {
    return Math.floor(now / 1000) - this.#startedSecond;
  }

  /** Events in each of the last whole seconds, oldest first; null for a second in which the page was not connected. */
  history(category, now, seconds) {
    const end = Math.floor(now / 1000);
    return Array.from({ length: seconds }, (_, i) => this.countAt(category, end - seconds + i));
  }

  /** Events in one whole second; null where the page was not connected. */
  countAt(category, second) {
    return this.#live.covers(second) ? this.#rates.at(category, second) : null;
  }

  #greet(frame, size) {
    const recent = Array.isArray(frame.recent_events) ? frame.recent_events : [];
    this.node = frame.node ?? frame.stats?.node ?? recent.at(-1)?.node ?? this.node;
    this.plan = frame.routing?.plan ?? this.plan;
    if (this.#greeted) {
      this.#sequences.gapsBefore(recent).forEach((gap) => this.#gap(gap.from, gap.to, gap.missed, false));
    }
    const weight = size / Math.max(1, recent.length);
    for (const event of recent) {
      if (this.#sequences.isNew(event)) {
        // After a reconnect these are news: they count. On the first greeting they are what was before.
        this.#add(new EventRow(event, ++this.#order, undefined, weight), this.#greeted);
      }
    }
    this.#greeted = true;
  }

  #take(events, size, now) {
    if (!Array.isArray(events)) {
      return;
    }
    const second = Math.floor(now / 1000);
    const weight = size / Math.max(1, events.length);
    for (const event of events) {
      if (event !== null && typeof event === 'object' && this.#sequences.isNew(event)) {
        const row = new EventRow(event, ++this.#order, now, weight);
        this.#add(row, true);
        if (row.category >= 0) {
          this.#rates.add(row.category, second);
        }
      }
    }
    this.node ||= events[0]?.node ?? '';
  }

  #add(row, counts) {
    if (counts) {
      this.received++;
    }
    if (counts && row.category >= 0) {
      this.totals[row.category]++;
      this.routes[row.category][row.route]++;
    }
    this.events.add(row);
  }

  #gap(from, to, missed, exact) {
    this.missed += missed ?? 0;
    this.events.add(new GapRow(++this.#order, from, to, missed ?? 0, exact));
  }
}
