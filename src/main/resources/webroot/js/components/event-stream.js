import { html, nothing } from 'lit';
import { clock, integer, oneLine, wholeMillis } from '../format.js';
import './stream-toolbar.js';
import { categoryMark, categoryTint, routeChips } from './marks.js';
import { StoreElement } from './store-element.js';

const COLUMNS = ['Time', 'Category', 'Type', 'Source', 'Data', 'Route', 'Sequence', 'Latency'];
const SPARE_ROWS = 6;

/**
 * The events, newest on top. Only the rows in sight are in the document. The stream is held while the reader is away
 * from its top, or on a row, so that nothing moves under the eyes.
 */
class EventStream extends StoreElement {
  #cursor = -1;
  #rowHeight = 34;
  #height = 0;

  firstUpdated() {
    const view = this.querySelector('.rows');
    const measure = () => {
      this.#rowHeight = parseFloat(getComputedStyle(view).getPropertyValue('--row-height'));
      this.#height = view.clientHeight;
      this.requestUpdate();
    };
    new ResizeObserver(measure).observe(view);
  }

  render() {
    const { events } = this.store;
    return html`<section class="panel stream" aria-labelledby="stream-title">
      <cf-stream-toolbar .store=${this.store} .loop=${this.loop} @resume=${this.#resume} @filter=${this.#toTop}></cf-stream-toolbar>
      <div class="field">
        <div class="grid" role="grid" aria-label="Events, newest first" aria-rowcount=${events.size + 1}
          aria-activedescendant=${this.#cursor < 0 ? nothing : `event-${this.#cursor}`}
          tabindex="0" @keydown=${this.#key}>
          <div class="row head" role="row" aria-rowindex="1">
            ${COLUMNS.map((name) => html`<span role="columnheader" class=${name.toLowerCase()}>${name}</span>`)}
          </div>
          <div class="rows" role="rowgroup" @scroll=${this.#scrolled} @pointerdown=${this.#press}
            @pointercancel=${this.#pressTaken} @click=${this.#click}>
            <div class="whole" role="presentation">
              <div class="slice" role="presentation">${this.#rows()}</div>
            </div>
          </div>
        </div>
        ${events.size === 0 ? this.#empty() : nothing}
      </div>
    </section>`;
  }

  updated() {
    const view = this.querySelector('.rows');
    // Set on the style object: a style attribute would break the page's content security policy.
    this.querySelector('.whole').style.height = `${this.store.events.size * this.#rowHeight}px`;
    this.querySelector('.slice').style.transform = `translateY(${this.#first(view) * this.#rowHeight}px)`;
  }

  /** Leaves the row that the reader was on; the stream goes on. */
  leaveRow() {
    this.#cursor = -1;
    this.store.set('selected', null);
    this.store.release('row');
    this.querySelector('.grid').focus({ preventScroll: true });
    this.requestUpdate();
  }

  #first(view) {
    return Math.max(0, Math.floor((view?.scrollTop ?? 0) / this.#rowHeight) - SPARE_ROWS);
  }

  #rows() {
    const { events } = this.store;
    const first = this.#first(this.querySelector('.rows'));
    const end = Math.min(events.size, first + Math.ceil(this.#height / this.#rowHeight) + 2 * SPARE_ROWS);
    const today = new Date();
    const rows = Array.from({ length: Math.max(0, end - first) }, (_, i) => events.row(first + i));
    return rows.map((row, i) => (row.gap ? gapRow(row, first + i) : this.#row(row, first + i, today)));
  }

  #row(row, index, today) {
    const { event } = row;
    const marked = index === this.#cursor || row === this.store.selected;
    return html`<div class="row ${categoryTint(row.category)} ${marked ? 'marked' : ''}" role="row" id="event-${index}"
      aria-rowindex=${index + 2} aria-selected=${marked} data-index=${index} data-sequence=${event.sequence_id ?? ''}>
      <time role="gridcell" class="time" title=${oneLine(event.timestamp)}>${clock(new Date(event.timestamp), today)}</time>
      <span role="gridcell" class="category-cell">${categoryMark(row.category, event.category)}</span>
      <span role="gridcell" class="type">${oneLine(event.event_type)}</span>
      <span role="gridcell" class="source">${oneLine(event.source)}</span>
      <span role="gridcell" class="data">${row.summary}</span>
      <span role="gridcell" class="route">${routeChips(row.route)}</span>
      <span role="gridcell" class="sequence">${event.sequence_id ?? '–'}</span>
      <span role="gridcell" class="latency">${wholeMillis(this.#latency(row))}</span>
    </div>`;
  }

  #latency(row) {
    const { skew } = this.store;
    return skew.known ? row.latency(skew.value) : NaN;
  }

  #empty() {
    const { store } = this;
    if (store.events.filter.text !== '' || store.events.filter.categories.length > 0) {
      const names = store.events.filter.categories.length > 0 ? 'in these categories' : 'so far';
      return html`<p class="empty">No event ${names} matches. New ones appear here as they arrive.</p>`;
    }
    if (!store.greeted) {
      return html`<p class="empty">${this.#silence()}</p>`;
    }
    return html`<div class="empty">
      <p>No events yet. Publish one:</p>
      <code>curl ${location.origin}/events --json '{"event_type":"test_event","source":"me","data":{}}'</code>
    </div>`;
  }

  #silence() {
    const { connection, refusal } = this.store;
    if (refusal) {
      return 'The daemon refuses this page.';
    }
    return connection.phase === 'connecting' ? 'Waiting for the daemon …' : 'The daemon does not answer. Trying again.';
  }

  #scrolled(event) {
    if (event.target.scrollTop > this.#rowHeight / 2) {
      this.store.hold('scroll');
    } else {
      this.store.release('scroll');
    }
    this.requestUpdate();
  }

  // The row under the pointer may be another one when the click is complete: the press decides.
  #press(event) {
    const index = rowIndex(event);
    if (index >= 0 && event.button === 0) {
      this.#moveTo(index);
    }
  }

  // A finger that began to scroll chose no row.
  #pressTaken() {
    if (this.store.selected === null) {
      this.#cursor = -1;
      this.store.release('row');
    }
  }

  #click(event) {
    if (rowIndex(event) >= 0 && this.#cursor >= 0) {
      this.#open();
    }
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#height / this.#rowHeight) - 1);
    const last = this.store.events.size - 1;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in moves && last >= 0) {
      this.#moveTo(Math.min(last, Math.max(0, this.#cursor + moves[event.key])));
      this.#scrollToCursor();
    } else if (event.key === 'Enter' && this.#cursor >= 0) {
      this.#open();
    } else if (event.key === 'Escape' && this.#cursor >= 0) {
      this.leaveRow();
    } else {
      return;
    }
    event.preventDefault();
  }

  #moveTo(index) {
    this.store.hold('row');
    this.#cursor = index;
    if (this.store.selected !== null) {
      this.#open();
    }
    this.requestUpdate();
  }

  #open() {
    const row = this.store.events.row(this.#cursor);
    if (row && !row.gap) {
      this.store.set('selected', row);
    }
  }

  #scrollToCursor() {
    const view = this.querySelector('.rows');
    const top = this.#cursor * this.#rowHeight;
    const lowest = top + this.#rowHeight - view.clientHeight;
    view.scrollTop = Math.min(top, Math.max(lowest, view.scrollTop));
  }

  #resume() {
    this.store.releaseAll();
    this.#toTop();
  }

  #toTop() {
    this.#cursor = -1;
    this.store.release('row');
    this.querySelector('.rows').scrollTop = 0;
    this.requestUpdate();
  }
}

const rowIndex = (event) => Number(event.target.closest?.('.row[data-index]')?.dataset.index ?? -1);

const gapRow = (row, index) => html`<div class="row gap" role="row" id="event-${index}" aria-rowindex=${index + 2}>
  <span role="gridcell" aria-colspan=${COLUMNS.length}>
    ${row.exact ? '' : 'up to '}${integer(row.missed)} events missed, sequence ${row.from} to ${row.to}
  </span>
</div>`;

customElements.define('cf-event-stream', EventStream);
