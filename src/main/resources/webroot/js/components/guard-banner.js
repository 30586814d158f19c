import { html, nothing } from 'lit';
import { categoryIndex, categoryLabel } from '../categories.js';
import { placeOf } from '../configuration.js';
import { cut, oneLine } from '../format.js';
import { adaptersOut, clearing, consequence, rolledBack } from '../guard.js';
import { categoryMark, statusMark } from './marks.js';
import { StoreElement } from './store-element.js';

const LONGEST = 400;

/** Says which adapter the guard has taken out, which categories it has set back, and lets an admin clear that. */
class GuardBanner extends StoreElement {
  render() {
    const { routing } = this.store;
    const out = adaptersOut(routing);
    const back = rolledBack(routing);
    return out.length + back.length === 0
      ? nothing
      : html`<section class="panel guard" role="status" aria-label="Guard" data-guard>
          ${out.map(([adapter, guard]) => adapterOut(adapter, guard, out))} ${back.length > 0 ? this.#back(back) : nothing}
        </section>`;
  }

  #back(categories) {
    return html`<div class="back">
      <p>
        <strong>Set back to websocket by the guard</strong>
        <span class="quiet">until an operator clears it</span>
      </p>
      <ul>
        ${categories.map(
          ([name, why]) => html`<li data-rolled-back=${name}>
            ${categoryMark(categoryIndex(name), name)}
            <span>${cut(oneLine(why), LONGEST)}</span>
            ${this.#button(name, why)}
          </li>`,
        )}
      </ul>
    </div>`;
  }

  #button(name, why) {
    const { store } = this;
    const place = placeOf(`dual_write.categories.${name}.adapters`, store.config);
    return store.config?.may_change === true && place
      ? html`<button
          aria-label="Clear what the guard did to ${categoryLabel(name)}"
          @click=${() => store.set('wish', clearing(name, why, place))}
        >
          Clear …
        </button>`
      : nothing;
  }
}

function adapterOut(adapter, guard, out) {
  const [mood, what] = guard.state === 'open' ? ['bad', 'is taken out'] : ['fair', 'is on probation'];
  return html`<div class="out ${mood}" data-adapter-out=${adapter}>
    <p>${statusMark(mood, html`<strong>${oneLine(adapter)} ${what}</strong>`)}</p>
    <p>${consequence(adapter, guard, out)}</p>
    <p class="quiet">${cut(oneLine(guard.reason), LONGEST)}</p>
  </div>`;
}

customElements.define('cf-guard-banner', GuardBanner);
