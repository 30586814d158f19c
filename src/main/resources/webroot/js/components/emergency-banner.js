import { html, nothing } from 'lit';
import { firing, titleOf } from '../alerts.js';
import { emergencyOf } from '../configuration.js';
import { ago, moment, oneLine } from '../format.js';
import { StoreElement } from './store-element.js';

const TITLE = 'Crossfade';

const LAYERS = { file: 'Set in the configuration file.', env: 'Set by an environment variable.' };

/** Says, above everything else and in the browser's tab, that the emergency override is in force; the tab counts alerts too. */
class EmergencyBanner extends StoreElement {
  render() {
    const { store } = this;
    const emergency = emergencyOf(store.routing, store.config);
    document.title = titleOf(TITLE, emergency && oneLine(emergency.adapter), firing(store.alerts));
    return emergency ? this.#banner(emergency) : nothing;
  }

  #banner(emergency) {
    return html`<section class="emergency" role="alert" data-emergency=${emergency.value}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 2.5 23 21.5H1z" fill="currentColor"></path>
        <path class="mark" d="M12 9v6m0 2v2" stroke-width="2.2"></path>
      </svg>
      <p class="what">
        <strong>Emergency override</strong>
        <span>Every event goes over <b>${oneLine(emergency.adapter)}</b> alone<span class="more">, whatever the plan says</span>.</span>
      </p>
      <p class="who">${who(emergency)}</p>
      ${this.store.config?.may_change === true
        ? html`<button @click=${() => this.store.set('wish', { kind: 'lift', emergency })}>Lift it …</button>`
        : nothing}
    </section>`;
  }
}

function who({ source, said }) {
  if (!said) {
    return LAYERS[source] ?? nothing;
  }
  return html`<span>${oneLine(said.actor)}, ${ago(Date.now() - Date.parse(said.at))} ago (${moment(said.at)}):</span>
    <q title=${oneLine(said.reason)}>${oneLine(said.reason)}</q>`;
}

customElements.define('cf-emergency-banner', EmergencyBanner);
