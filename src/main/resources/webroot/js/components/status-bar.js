import { html, nothing } from 'lit';
import { alertsInShort } from '../alerts.js';
import { CATEGORIES } from '../categories.js';
import { conditionOf, overridesOf } from '../configuration.js';
import { integer, oneLine, rate } from '../format.js';
import { componentStatus, tone } from '../health.js';
import { verdictInShort, verdictOfAll } from '../parity.js';
import { statusMark } from './marks.js';
import { StoreElement } from './store-element.js';

const TONES = { live: 'good', connecting: 'unknown', reconnecting: 'fair', offline: 'bad' };

/** The head of the page: name, node, how fast events come, and whether all is well. */
class StatusBar extends StoreElement {
  static properties = { retry: { attribute: false } };

  render() {
    const { store } = this;
    const now = Date.now();
    const rates = CATEGORIES.map((_, i) => store.rateNow(i, now));
    const total = rates.includes(null) ? null : rates.reduce((sum, n) => sum + n, 0);
    return html`<header class="bar">
      <div class="brand">
        <img src="/css/favicon.svg" alt="" width="28" height="28">
        <h1>Crossfade</h1>
        ${store.node ? html`<span class="node" title="node">${oneLine(store.node)}</span>` : nothing}
      </div>
      <p class="pace"><strong data-total-rate>${rate(total)}</strong> events/s</p>
      <dl class="vitals">
        <div>
          <dt>Connection</dt>
          <dd data-connection=${store.connection.phase}>${this.#connection(now)}</dd>
        </div>
        ${this.#health('Event log', 'event_log')} ${this.#health('Database', 'database')}
        ${linked('Parity', '#parity', verdictOfAll(store.parity).mood, verdictInShort(store.parity))}
        ${linked('Alerts', '#alerts', alertsInShort(store.alerts).mood, alertsInShort(store.alerts).text)}
        ${this.#configuration(store.config)}
        ${store.missed > 0
          ? html`<div>
              <dt>Missed</dt>
              <dd data-missed=${store.missed}>${statusMark('fair', `${integer(store.missed)} events`)}</dd>
            </div>`
          : nothing}
      </dl>
      <p class="unseen" role="status">${SPOKEN[store.connection.phase]}</p>
    </header>`;
  }

  #connection(now) {
    const { phase, retryAt } = this.store.connection;
    const waits = retryAt > now;
    if (this.store.refusal && phase !== 'live') {
      return statusMark('bad', 'Refused');
    }
    return html`${statusMark(TONES[phase], this.#phaseText(phase, waits ? Math.ceil((retryAt - now) / 1000) : 0))}
    ${waits ? html`<button class="link" @click=${this.retry}>Retry now</button>` : nothing}`;
  }

  #phaseText(phase, seconds) {
    switch (phase) {
      case 'live':
        return 'Live';
      case 'connecting':
        return 'Connecting …';
      case 'offline':
        return 'Offline';
      default:
        return seconds > 0 ? `Reconnecting in ${seconds} s` : 'Reconnecting …';
    }
  }

  /** Which version is in force, and what is not as it should be; the rest stands further down. */
  #configuration(config) {
    if (config === null) {
      return nothing;
    }
    const [mood, word] = CONFIGURATIONS[conditionOf(config)];
    const overrides = overridesOf(config).length;
    const also = word === '' && overrides > 0 ? `, ${overrides} ${overrides === 1 ? 'override' : 'overrides'}` : word;
    return html`<div>
      <dt>Config</dt>
      <dd data-configuration>
        ${statusMark(mood, html`<a href="#configuration">version ${oneLine(config.version)}${also}</a>`)}
      </dd>
    </div>`;
  }

  #health(label, component) {
    const status = componentStatus(this.store.readiness, component);
    return html`<div>
      <dt>${label}</dt>
      <dd data-component=${component}>${statusMark(tone(status), oneLine(status))}</dd>
    </div>`;
  }
}

/** A few words that lead to the part of the page that says more. */
const linked = (label, place, mood, words) => html`<div>
  <dt>${label}</dt>
  <dd data-vital=${label.toLowerCase()}>${statusMark(mood, html`<a href=${place}>${words}</a>`)}</dd>
</div>`;

const CONFIGURATIONS = {
  rejected: ['bad', ', newer one rejected'],
  needs_restart: ['fair', ', restart due'],
  unwritten: ['fair', ', not written'],
  unaudited: ['fair', ', audit behind'],
  sound: ['good', ''],
};

// What a screen reader is told when the phase changes; the seconds that count down are not among it.
const SPOKEN = {
  live: 'Connected. Events are live.',
  connecting: 'Connecting.',
  reconnecting: 'Connection lost. Reconnecting.',
  offline: 'The browser is offline.',
};

customElements.define('cf-status-bar', StatusBar);
