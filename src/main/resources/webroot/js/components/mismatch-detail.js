import { LitElement, html } from 'lit';
import { severityMood } from '../alerts.js';
import { categoryIndex } from '../categories.js';
import { cut, moment, oneLine } from '../format.js';
import { faultText } from '../parity.js';
import { categoryMark, statusMark, tableHead } from './marks.js';

const LONGEST = 400;

/** One mismatch in full: what was sent, what was received, and where they differ. Fires `close`. */
class MismatchDetail extends LitElement {
  static properties = { mismatch: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.onkeydown = (event) => event.key === 'Escape' && this.#close();
  }

  updated(changed) {
    if (changed.has('mismatch')) {
      this.querySelector('h2').focus();
    }
  }

  render() {
    const { mismatch } = this;
    return html`<aside class="detail" aria-labelledby="mismatch-title">
      <header>
        <h2 id="mismatch-title" tabindex="-1">Mismatch: ${oneLine(faultText(mismatch))}</h2>
        <button class="icon" aria-label="Close" @click=${this.#close}>
          <svg viewBox="0 0 12 12" aria-hidden="true"><path d="m2 2 8 8m0-8-8 8" stroke="currentColor" stroke-width="1.6"></path></svg>
        </button>
      </header>
      <div class="body" tabindex="0" role="group" aria-label="Mismatch">
        <dl class="facts">${facts(mismatch)}</dl>
        <h3>Differences</h3>
        ${differences(mismatch)}
      </div>
    </aside>`;
  }

  #close() {
    this.dispatchEvent(new CustomEvent('close'));
  }
}

const facts = (mismatch) =>
  [
    ['Verdict', html`<b>${oneLine(mismatch.verdict)}</b>`],
    ['Adapter', html`<span class="chip ${mismatch.adapter === 'realtime' ? 'realtime' : 'websocket'}">${oneLine(mismatch.adapter)}</span>`],
    ['Severity', statusMark(severityMood(mismatch.severity), oneLine(mismatch.severity))],
    ['Category', categoryMark(categoryIndex(mismatch.category), mismatch.category)],
    ['Type', oneLine(mismatch.event_type ?? '–')],
    ['Found', moment(mismatch.at)],
    ['Node', oneLine(mismatch.node)],
    ['Sequence', `${mismatch.sequence_id ?? '–'}`],
    ['Id', oneLine(mismatch.event_id)],
    ['Checksum sent', oneLine(mismatch.checksum_sent ?? 'not kept until then'), 'checksum'],
    ['… received', oneLine(mismatch.checksum_received ?? 'none'), 'checksum'],
    ['Note', cut(oneLine(mismatch.note), LONGEST) || '–'],
  ].map(
    ([name, value, kind]) => html`<div>
      <dt>${name}</dt>
      <dd class=${kind ?? ''}>${value}</dd>
    </div>`,
  );

function differences({ diff, verdict }) {
  if (!Array.isArray(diff) || diff.length === 0) {
    return html`<p class="quiet">${verdict === 'missing' ? 'Nothing was received.' : 'Which, is not known.'}</p>`;
  }
  return html`<table class="figures diff" role="table">
    <caption class="unseen">What was sent and what was received</caption>
    ${tableHead('Path', 'Sent', 'Received')}
    <tbody role="rowgroup">
      ${diff.map(
        ({ path, sent, received }) => html`<tr role="row">
          <th role="rowheader" scope="row"><code>${oneLine(path)}</code></th>
          <td role="cell" data-label="Sent">${value(sent)}</td>
          <td role="cell" data-label="Received">${value(received)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

const value = (text) => (text === null || text === undefined ? html`<i class="quiet">absent</i>` : html`<code>${oneLine(text)}</code>`);

customElements.define('cf-mismatch-detail', MismatchDetail);
