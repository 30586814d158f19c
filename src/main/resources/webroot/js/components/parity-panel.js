import { html, nothing } from 'lit';
import { CATEGORIES, categoryIndex } from '../categories.js';
import { ago, integer, millis } from '../format.js';
import { isKnown, matchRate, standing, verdictOf, verdictOfAll } from '../parity.js';
import { categoryMark, statusMark, tableHead } from './marks.js';
import './mismatch-list.js';
import { StoreElement } from './store-element.js';

const ADAPTERS = ['websocket', 'realtime'];
const QUANTILES = ['p50', 'p95', 'p99'];

const COUNTS = [
  ['Dual-written', (f) => f.dual_written],
  ['Matched', (f) => f.matched],
  ['Changed', (f) => f.changed, 'bad'],
  ['Missing: websocket', (f) => f.missing?.websocket, 'bad'],
  ['Missing: realtime', (f) => f.missing?.realtime, 'bad'],
  ['Unverified', (f) => f.unverified, 'fair'],
  ['Pending', (f) => f.pending],
  ['Late', (f) => f.late],
];

/** Whether both adapters delivered the same of what was dual-written, category by category, and what did not match. */
class ParityPanel extends StoreElement {
  render() {
    const { parity } = this.store;
    const known = isKnown(parity);
    const { mood, text } = verdictOfAll(parity);
    return html`<section class="panel parity" id="parity" aria-labelledby="parity-title">
      <header>
        <h2 id="parity-title">Parity</h2>
        <p data-parity=${mood}>${statusMark(mood, known ? `all categories: ${text}` : 'unknown: the daemon does not say')}</p>
        <p class="quiet">whether both adapters delivered the same</p>
      </header>
      ${known ? this.#figures(parity) : nothing}
      <cf-mismatch-list .store=${this.store} .loop=${this.loop}></cf-mismatch-list>
    </section>`;
  }

  #figures(parity) {
    return html`<table class="figures" role="table">
        <caption class="unseen">What became of dual-written events, by category</caption>
        ${tableHead('Category', ...COUNTS.map(([name]) => name), 'Match rate', `Last ${ago(parity.window_s * 1000)}`)}
        <tbody role="rowgroup">
          ${CATEGORIES.map((name) => category(name, parity))}
        </tbody>
      </table>
      ${lag(parity.lag_ms)}`;
  }
}

function category(name, parity) {
  const figures = parity.categories?.[name] ?? {};
  const { mood, text } = verdictOf(name, parity);
  const none = !(figures.dual_written > 0);
  return html`<tr role="row" data-parity-of=${name} class=${none ? 'none' : ''}>
    <th role="rowheader" scope="row">
      ${categoryMark(categoryIndex(name), name)}
      <span class="verdict">${statusMark(mood, text)}</span>
    </th>
    ${none
      ? html`<td role="cell" class="nothing" colspan=${COUNTS.length + 2} aria-label="no figures"></td>`
      : html`${COUNTS.map(([label, value, wrong]) => count(label, value(figures), wrong))}
          <td role="cell" data-label="Match rate">${rateOf(figures)}</td>
          <td role="cell" data-label="Lately">${lately(name, figures, parity)}</td>`}
  </tr>`;
}

const count = (label, value, wrong) =>
  html`<td role="cell" data-label=${label} class=${value > 0 ? (wrong ?? '') : 'zero'}>${integer(value)}</td>`;

/** The rate of all that was compared; where some never will be, it says of how many. */
const rateOf = ({ match_rate: rate, matched, mismatched, unverified }) =>
  html`${matchRate(rate)}
  ${unverified > 0 && rate !== null ? html`<span class="quiet">of ${integer(matched + mismatched)}</span>` : nothing}`;

/** The newest comparisons against what is permitted. */
function lately(name, figures, parity) {
  const state = standing(name, parity);
  if (state === 'none') {
    return html`<span class="quiet">nothing compared</span>`;
  }
  const rate = html`<b>${matchRate(1 - figures.recent_mismatch_rate)}</b> of ${integer(figures.recent_comparisons)}`;
  const least = `at least ${matchRate(1 - parity.thresholds?.[name])}`;
  const notes = {
    over: html`<span class="bad">below ${least.slice(9)}</span>`,
    few: html`<span class="quiet">too few to judge</span>`,
    within: html`<span class="quiet">${least}</span>`,
  };
  return html`${rate} ${notes[state]}`;
}

function lag(lags) {
  return html`<table class="figures lag" role="table">
    <caption>From receipt to delivery</caption>
    ${tableHead('Adapter', ...QUANTILES)}
    <tbody role="rowgroup">
      ${ADAPTERS.map(
        (name) => html`<tr role="row" data-lag=${name}>
          <th role="rowheader" scope="row"><span class="chip ${name}">${name}</span></th>
          ${QUANTILES.map((quantile) => html`<td role="cell" data-label=${quantile}>${millis(lags?.[name]?.[quantile])}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

customElements.define('cf-parity-panel', ParityPanel);
