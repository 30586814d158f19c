import { html, nothing } from 'lit';
import './category-cards.js';
import './change-dialog.js';
import './configuration-panel.js';
import './delivery-paths.js';
import './emergency-banner.js';
import './event-detail.js';
import './event-stream.js';
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
        <cf-category-cards .store=${store} .loop=${loop}></cf-category-cards>
        <cf-configuration-panel .store=${store} .loop=${loop}></cf-configuration-panel>
        <div class="middle">
          <cf-rate-chart .store=${store} .loop=${loop}></cf-rate-chart>
          <cf-delivery-paths .store=${store} .loop=${loop}></cf-delivery-paths>
        </div>
        <cf-event-stream .store=${store} .loop=${loop}></cf-event-stream>
      </main>
      ${store.selected
        ? html`<cf-event-detail .store=${store} .row=${store.selected} @close=${this.#close}></cf-event-detail>`
        : nothing}
      ${store.wish ? html`<cf-change-dialog .store=${store} .wish=${store.wish}></cf-change-dialog>` : nothing}`;
  }

  #close() {
    this.querySelector('cf-event-stream').leaveRow();
  }
}

customElements.define('cf-dashboard', Dashboard);
