import { html } from 'lit';
import { bytes, cut, integer, millis, oneLine, percent } from '../format.js';
import { guardMood } from '../guard.js';
import { figures, latencyOf, statusOf, tone } from '../health.js';
import { statusMark } from './marks.js';
import { StoreElement } from './store-element.js';

const ADAPTERS = ['websocket', 'realtime'];
const LONGEST = 300;

const ROWS = [
  ['Health', (a) => mark(a.health)],
  ['Guard', (a) => guardOf(a.breaker)],
  ['Share of its events', (a) => percent(a.breaker?.share)],
  ['Taken out', (a) => times(a.breaker?.trips)],
  ['Error rate, 30 s', (a) => percent(a.breaker?.error_rate ?? NaN)],
  ['Latency p95, 30 s', (a) => millis(a.breaker?.p95_ms ?? NaN)],
  ['Connections', (a) => integer(a.connections)],
  ['Events', (a) => integer(a.events)],
  ['Deliveries', (a) => integer(a.deliveries)],
  ['Failures', (a) => integer(a.failures)],
  ['Gaps', (a) => integer(a.gaps)],
  ['Latency p50', (a) => latency(a, 'p50')],
  ['Latency p99', (a) => latency(a, 'p99')],
];

const COMPONENTS = { event_log: 'Event log', database: 'Database', adapters: 'Adapters', config: 'Configuration' };

/** Both delivery paths side by side as the daemon measures them, and its components. */
class DeliveryPaths extends StoreElement {
  render() {
    return html`<section class="panel paths" aria-labelledby="paths-title">
      <h2 id="paths-title">Delivery paths</h2>
      ${this.#table(this.store.adapters)} ${reasons(this.store.adapters)}
      <dl class="components">
        ${Object.entries(COMPONENTS).map(([key, label]) => this.#component(label, this.store.readiness?.components?.[key]))}
        ${persistence(this.store.persistence)}
      </dl>
    </section>`;
  }

  #table(metrics) {
    return html`<table>
      <thead>
        <tr>
          <td></td>
          ${ADAPTERS.map((name) => html`<th scope="col"><span class="chip ${name}">${name}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${ROWS.map(
          ([label, value]) => html`<tr>
            <th scope="row">${label}</th>
            ${ADAPTERS.map((name) => html`<td>${value(measured(metrics?.adapters?.[name]))}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #component(label, component) {
    const status = statusOf(component);
    const notes = figures(component).map(([name, value]) => `${name.replace(/_(ms|bytes)$/, '').replaceAll('_', ' ')} ${figure(name, value)}`);
    return html`<div>
      <dt>${label}</dt>
      <dd class="notes">${oneLine(notes.join(' · '))}</dd>
      <dd>${statusMark(tone(status), oneLine(status))}</dd>
    </div>`;
  }
}

/** Why the guard took a path out last; it stays while the path is on its way back. */
function reasons(metrics) {
  const told = ADAPTERS.map((name) => [name, metrics?.adapters?.[name]?.breaker]).filter(
    ([, guard]) => typeof guard?.reason === 'string' && guard.reason !== '',
  );
  return told.map(
    ([name, guard]) => html`<p class="why" data-guard-reason=${name}>
      <span class="chip ${name}">${name}</span> ${guard.state === 'closed' ? 'was out' : oneLine(guard.state)}:
      ${cut(oneLine(guard.reason), LONGEST)}
    </p>`,
  );
}

/** What waits for the database, what it refused, and whether it is tried at all. */
function persistence(metrics) {
  const state = statusOf(metrics?.breaker);
  return html`<div data-persistence>
    <dt>Writing</dt>
    <dd class="notes">${[backlogOf(metrics), deadLettersOf(metrics)].filter((note) => note !== '').join(' · ')}</dd>
    <dd>${state === 'unknown' ? '–' : statusMark(tone(state), oneLine(`breaker ${state.replaceAll('_', ' ')}`))}</dd>
  </div>`;
}

const backlogOf = (metrics) =>
  metrics?.backlog ? `backlog ${integer(metrics.backlog.events)} (${bytes(metrics.backlog.bytes)})` : '';

// Null until they were first counted.
function deadLettersOf(metrics) {
  const { pending, retrying, failed } = metrics?.dead_letters ?? {};
  return typeof failed === 'number'
    ? `dead letters ${integer(pending + retrying)} to retry, ${integer(failed)} failed`
    : '';
}

/** Whether the guard lets the path have its events, with its reason at hand. */
const guardOf = (guard) => {
  const state = statusOf(guard);
  return state === 'unknown' ? '–' : statusMark(guardMood(state), oneLine(state));
};

const times = (n) => (Number.isFinite(n) ? `${integer(n)} ${n === 1 ? 'time' : 'times'}` : '–');

// A path that is not running counts nothing: its zeros would read as measured.
const measured = (adapter) => (adapter?.health === 'not_running' ? { health: adapter.health } : (adapter ?? {}));

// Without a delivery there is no latency, whatever the daemon sends for it.
const latency = (adapter, quantile) => (adapter.deliveries > 0 ? millis(latencyOf(adapter, quantile)) : '–');

const mark = (value) => {
  const status = statusOf(value);
  return status === 'unknown' ? '–' : statusMark(tone(status), oneLine(status.replaceAll('_', ' ')));
};

function figure(name, value) {
  if (typeof value !== 'number') {
    return String(value);
  }
  if (name.endsWith('_ms')) {
    return millis(value);
  }
  return name.endsWith('bytes') ? bytes(value) : integer(value);
}

customElements.define('cf-delivery-paths', DeliveryPaths);
