import { LitElement, html } from 'lit';
import { categoryIndex } from '../categories.js';
import { cut, lines, oneLine, wholeMillis } from '../format.js';
import { jsonTokens } from '../json-tokens.js';
import { categoryMark, routeChips } from './marks.js';

const LONGEST = 200_000;
const SAID_FOR = 2_000;

/** One event in full. Fires `close`. */
class EventDetail extends LitElement {
  static properties = { store: { attribute: false }, row: { attribute: false }, copied: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.onkeydown = (event) => event.key === 'Escape' && this.#close();
  }

  firstUpdated() {
    this.querySelector('h2').focus();
  }

  render() {
    const { event } = this.row;
    return html`<aside class="detail" aria-labelledby="detail-title">
      <header>
        <h2 id="detail-title" tabindex="-1">${oneLine(event.event_type)}</h2>
        <button class="icon" aria-label="Close" @click=${this.#close}>
          <svg viewBox="0 0 12 12" aria-hidden="true"><path d="m2 2 8 8m0-8-8 8" stroke="currentColor" stroke-width="1.6"></path></svg>
        </button>
      </header>
      <div class="body" tabindex="0" role="group" aria-label="Event">
        <dl class="facts">${this.#facts(event)}</dl>
        <h3>Data</h3>
        ${json(event.data)}
        <h3>Metadata</h3>
        ${json(event.metadata)}
      </div>
      <footer>
        <button @click=${this.#copy}>Copy as JSON</button>
        <p role="status">${this.copied ?? ''}</p>
      </footer>
    </aside>`;
  }

  #facts(event) {
    const { skew } = this.store;
    const latency = skew.known ? wholeMillis(this.row.latency(skew.value)) : '–';
    return [
      ['Category', categoryMark(categoryIndex(event.category), event.category)],
      ['Route', html`<span class="chips">${routeChips(this.row.route)}</span>`],
      ['Config version', `${event.config_version || '–'}`],
      ['Source', oneLine(event.source)],
      ['Happened', oneLine(event.timestamp)],
      ['Received', oneLine(event.received_at)],
      ['Latency', latency === '–' ? 'came as history' : `${latency} from receipt to this page`],
      ['Node', oneLine(event.node)],
      ['Sequence', `${event.sequence_id ?? '–'}`],
      ['Id', oneLine(event.id)],
      ['Checksum', oneLine(event.checksum ?? '–'), 'checksum'],
      ['Algorithm', oneLine(event.checksum_algorithm ?? '–')],
      ...(event.checksum_key_id ? [['Key', oneLine(event.checksum_key_id)]] : []),
    ].map(
      ([name, value, key]) => html`<div>
        <dt>${name}</dt>
        <dd class=${key ?? ''}>${value}</dd>
      </div>`,
    );
  }

  #close() {
    this.dispatchEvent(new CustomEvent('close'));
  }

  async #copy() {
    this.copied = (await copied(JSON.stringify(this.row.event, null, 2))) ? 'Copied' : 'The browser did not allow it';
    setTimeout(() => (this.copied = ''), SAID_FOR);
  }
}

function json(value) {
  const text = cut(lines(JSON.stringify(value ?? null, null, 2)), LONGEST);
  return html`<pre>${jsonTokens(text).map(({ kind, text: part }) => html`<span class=${kind}>${part}</span>`)}</pre>`;
}

/** Whether the text is on the clipboard now; browsers allow it on secure origins only. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

customElements.define('cf-event-detail', EventDetail);
