import { html, nothing } from 'lit';
import './alerts-panel.js';
import './category-cards.js';
import './change-dialog.js';
import './configuration-panel.js';
import './delivery-paths.js';
import './emergency-banner.js';
import './event-detail.js';
import './event-stream.js';
import './guard-banner.js';
import './mismatch-detail.js';
import './parity-panel.js';
import './rate-chart.js';
import { refusalNotice } from './refusal-notice.js';
import './status-bar.js';
import { StoreElement } from './store-element.js';

/** The page. It waits, with the text it was served with, until it is given what it shows. */
class Dashboard extends StoreElement {
  /** @param retry reconnects at once */
  show(store, loop, retry) {
    this.replaceChildren();
    Object.assign(this, { store, loop, retry });
  }

  shouldUpdate() {
    return this.store !== undefined;
  }

  render() {
    const { store, loop } = this;
    return html`<div class="top">
        <cf-emergency-banner .store=${store} .loop=${loop}></cf-emergency-banner>
        <cf-status-bar .store=${store} .loop=${loop} .retry=${this.retry}></cf-status-bar>
      </div>
      <main>
        ${store.refusal ? refusalNotice(store.refusal) : nothing}
        <cf-guard-banner .store=${store} .loop=${loop}></cf-guard-banner>
        <cf-category-cards .store=${store} .loop=${loop}></cf-category-cards>
        <cf-configuration-panel .store=${store} .loop=${loop}></cf-configuration-panel>
        <div class="middle">
          <cf-rate-chart .store=${store} .loop=${loop}></cf-rate-chart>
          <cf-delivery-paths .store=${store} .loop=${loop}></cf-delivery-paths>
        </div>
        <cf-parity-panel .store=${store} .loop=${loop}></cf-parity-panel>
        <cf-alerts-panel .store=${store} .loop=${loop}></cf-alerts-panel>
        <cf-event-stream .store=${store} .loop=${loop}></cf-event-stream>
      </main>
      ${this.#detail()}
      ${store.wish ? html`<cf-change-dialog .store=${store} .wish=${store.wish}></cf-change-dialog>` : nothing}`;
  }

  /** An event or a mismatch in full; there is room for one. */
  #detail() {
    const { store } = this;
    if (store.selected) {
      return html`<cf-event-detail .store=${store} .row=${store.selected} @close=${this.#leaveRow}></cf-event-detail>`;
    }
    return store.mismatch
      ? html`<cf-mismatch-detail .mismatch=${store.mismatch} @close=${this.#leaveMismatch}></cf-mismatch-detail>`
      : nothing;
  }

  #leaveRow() {
    this.store.set('mismatch', null);
    this.querySelector('cf-event-stream').leaveRow();
  }

  #leaveMismatch() {
    this.querySelector('cf-mismatch-list').leave(this.store.mismatch);
  }
}

customElements.define('cf-dashboard', Dashboard);
