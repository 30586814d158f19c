import { html, nothing } from 'lit';
import { itemsOf, severityMood } from '../alerts.js';
import { categoryIndex } from '../categories.js';
import { cut, moment, oneLine } from '../format.js';
import { categoryMark, statusMark } from './marks.js';
import { StoreElement } from './store-element.js';

const LONGEST = 60;
const CHECKSUM = 12;

/** The newest events that an adapter did not deliver as they were accepted; each opens in full. */
class MismatchList extends StoreElement {
  render() {
    const items = itemsOf(this.store.mismatches);
    if (items === null || items.length === 0) {
      return nothing;
    }
    return html`<div class="mismatches">
      <h3 id="mismatches-title">Newest mismatches <span class="quiet">since the start of the daemon</span></h3>
      <ul class="scrolled" aria-labelledby="mismatches-title">
        ${items.map((item) => this.#item(item))}
      </ul>
    </div>`;
  }

  /** Goes back to a mismatch in the list after it was read. */
  leave(mismatch) {
    this.store.set('mismatch', null);
    (this.querySelector(`[data-mismatch="${Number(mismatch.number)}"]`) ?? this.querySelector('button'))?.focus();
  }

  #item(item) {
    return html`<li>
      <button data-mismatch=${item.number} @click=${() => this.store.openMismatch(item)}>
        <time>${moment(item.at)}</time>
        ${statusMark(severityMood(item.severity), oneLine(item.severity))}
        <span class="what"><b>${oneLine(item.verdict)}</b> <span class="chip ${item.adapter === 'realtime' ? 'realtime' : 'websocket'}">${oneLine(item.adapter)}</span></span>
        <span class="which">${categoryMark(categoryIndex(item.category), item.category)} ${typeOf(item)}</span>
        <code class="sums">${checksums(item)}</code>
        <code class="first">${firstDifference(item)}</code>
      </button>
    </li>`;
  }
}

const typeOf = ({ event_type: type }) => (type === null ? nothing : html`<b>${cut(oneLine(type), LONGEST)}</b>`);

const short = (checksum) => (typeof checksum === 'string' ? cut(oneLine(checksum), CHECKSUM) : '–');

const checksums = (item) => `${short(item.checksum_sent)} → ${short(item.checksum_received)}`;

function firstDifference({ diff, note, verdict }) {
  const [first, ...rest] = Array.isArray(diff) ? diff : [];
  if (first === undefined) {
    return note ? cut(oneLine(note), LONGEST) : verdict === 'missing' ? 'not delivered' : '';
  }
  const more = rest.length > 0 ? ` and ${rest.length} more` : '';
  return `${cut(oneLine(first.path), LONGEST)}: ${valueOf(first.sent)} → ${valueOf(first.received)}${more}`;
}

const valueOf = (value) => (value === null ? 'absent' : cut(oneLine(value), LONGEST));

customElements.define('cf-mismatch-list', MismatchList);
