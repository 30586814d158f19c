import { html, nothing } from 'lit';
import { CATEGORIES } from '../categories.js';
import { integer } from '../format.js';
import { categoryMark } from './marks.js';
import { StoreElement } from './store-element.js';

const TYPING_PAUSE = 150;

/** Filters and the pause button of the stream, and what is being shown. Fires `resume` and `filter`. */
class StreamToolbar extends StoreElement {
  #categories = new Set();
  #text = '';
  #typing = 0;

  render() {
    const { store } = this;
    return html`<div class="toolbar">
      <h2 id="stream-title">Events</h2>
      <div class="filters" role="group" aria-label="Filter by category">
        ${CATEGORIES.map(
          (name, i) => html`<button class="toggle" data-filter=${name} aria-pressed=${this.#categories.has(i)}
            @click=${() => this.#toggle(i)}>${categoryMark(i, name)}</button>`,
        )}
      </div>
      <input class="search" type="search" placeholder="Filter by text" aria-label="Filter by text in type, source, id or data"
        autocomplete="off" spellcheck="false" @input=${this.#type}>
      ${this.#pauseButton()}
      <p class="showing">
        ${integer(store.events.size)} shown · ${integer(store.received)} received
      </p>
      <p class="unseen" role="status">${store.holds.size > 0 ? 'The stream is held.' : ''}</p>
    </div>`;
  }

  #pauseButton() {
    const { holds, events } = this.store;
    const held = holds.size > 0;
    return html`<button class="pause ${held ? 'held' : ''}" data-waiting=${held ? events.waiting : nothing}
      @click=${() => (held ? this.#resume() : this.store.hold('reader'))}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d=${held ? 'M2.5 1v10l8-5z' : 'M2 1h3v10H2zM7 1h3v10H7z'} fill="currentColor"></path>
      </svg>
      ${held ? html`<span>Resume</span><span class="waiting">${integer(events.waiting)} new</span>` : 'Pause'}
    </button>`;
  }

  #toggle(index) {
    if (!this.#categories.delete(index)) {
      this.#categories.add(index);
    }
    this.#apply();
  }

  #type(event) {
    this.#text = event.target.value;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#apply(), TYPING_PAUSE);
  }

  #apply() {
    this.store.setFilter({ categories: [...this.#categories], text: this.#text });
    this.dispatchEvent(new CustomEvent('filter'));
    this.requestUpdate();
  }

  #resume() {
    this.dispatchEvent(new CustomEvent('resume'));
    this.requestUpdate();
  }
}

customElements.define('cf-stream-toolbar', StreamToolbar);
