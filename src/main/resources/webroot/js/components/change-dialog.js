import { LitElement, html, nothing } from 'lit';
import { categoryLabel } from '../categories.js';
import { differences, shortKey } from '../configuration.js';
import { cut, oneLine } from '../format.js';
import { change } from '../settings-client.js';

const LONGEST_REASON = 1000;
const LONGEST = 300;
const ADAPTERS = ['websocket', 'realtime'];

const REFUSALS = {
  0: 'No answer came, so it is not known whether it was done. Look at the version before you try again.',
  401: 'The daemon knows no key of this page. Open it with one that has the role admin.',
  403: 'The key of this page may not change settings: it lacks the role admin.',
};

/**
 * Asks for a reason, and makes one change under the version that its reader has looked at. Its wish is one of
 * `{kind: 'emergency'}`, `{kind: 'lift', emergency}`, `{kind: 'category', name}`, `{kind: 'drop', place}`,
 * `{kind: 'clear', name, why, place}`.
 */
class ChangeDialog extends LitElement {
  static properties = {
    store: { attribute: false },
    wish: { attribute: false },
    seen: { state: true },
    asked: { state: true },
    refusal: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  willUpdate() {
    this.seen ??= this.#look();
  }

  firstUpdated() {
    this.querySelector('dialog').showModal();
  }

  render() {
    return html`<dialog class="change" aria-labelledby="change-title" @close=${this.#close}>
      <form @submit=${this.#submit}>
        <h2 id="change-title">${this.#title()}</h2>
        ${this.#fields()}
        <label class="reason"
          >Reason <span class="quiet">it is kept in the audit</span>
          <textarea name="reason" rows="2" required maxlength=${LONGEST_REASON}></textarea>
        </label>
        ${this.refusal ? this.#refusal(this.refusal) : nothing}
        <footer>
          <p class="quiet">looking at version ${oneLine(this.seen.version)}</p>
          <button type="button" @click=${() => this.querySelector('dialog').close()}>Cancel</button>
          <button class=${this.wish.kind === 'emergency' ? 'primary alarm' : 'primary'} ?disabled=${this.#stuck}>
            ${this.asked ? 'Asking …' : this.#verb()}
          </button>
        </footer>
      </form>
    </dialog>`;
  }

  #title() {
    const { kind, name, place } = this.wish;
    switch (kind) {
      case 'emergency':
        return 'Send every event over one adapter';
      case 'lift':
        return 'Lift the emergency override';
      case 'category':
        return `Change the route of ${categoryLabel(name)}`;
      case 'clear':
        return `Clear what the guard did to ${categoryLabel(name)}`;
      default:
        return `Drop what overrides ${place.name}`;
    }
  }

  #verb() {
    return { emergency: 'Override now', lift: 'Lift it', category: 'Change', drop: 'Drop', clear: 'Clear it' }[this.wish.kind];
  }

  #fields() {
    const { kind, emergency, why } = this.wish;
    switch (kind) {
      case 'emergency':
        return html`<p>It is above all other rules, for every category, until it is lifted.</p>
          <fieldset>
            <legend>Adapter</legend>
            ${ADAPTERS.map(
              (name) => html`<label><input type="radio" name="value" value="${name}_only" required />${name} only</label>`,
            )}
          </fieldset>`;
      case 'lift':
        return emergency.said
          ? html`<p>The key is left to the configuration file and the environment again.</p>`
          : html`<p>It comes from outside (${oneLine(emergency.source)}); an override with no value is put above it.</p>`;
      case 'category':
        return this.#categoryFields();
      case 'clear':
        return html`<p>The guard has set it back to websocket: ${cut(oneLine(why), LONGEST)}</p>
          ${this.#dropped()}`;
      default:
        return this.#dropped();
    }
  }

  #dropped() {
    const { keys } = this.wish.place;
    return html`<p>The configuration file and the environment decide again over:</p>
      <p class="keys">${keys.map((key) => html`<code>${oneLine(shortKey(key))}</code> `)}</p>`;
  }

  #categoryFields() {
    const { plan } = this.seen;
    return html`<label class="switch"
        ><input type="checkbox" name="enabled" .checked=${plan.enabled === true} />On
        <span class="quiet">while it is off, all goes over websocket</span></label
      >
      <label
        >Percentage <span class="quiet">the rest goes over websocket</span>
        <span class="unit"
          ><input type="number" name="percentage" min="0" max="100" step="any" required .value=${String(plan.percentage)} />
          %</span
        ></label
      >
      <fieldset>
        <legend>Adapters</legend>
        ${ADAPTERS.map(
          (name) => html`<label
            ><input type="checkbox" name="adapters" value=${name} .checked=${plan.adapters?.includes(name) ?? false} />${name}</label
          >`,
        )}
      </fieldset>`;
  }

  #refusal({ status, document }) {
    if (status === 412) {
      return html`<div class="refusal" role="alert">
        <p>
          <strong>Somebody else changed the configuration.</strong> Version ${oneLine(document?.version ?? 'unknown')} is in
          force now; you looked at ${oneLine(this.seen.version)}. Nothing was changed by you.
        </p>
        <button type="button" @click=${this.#lookAgain}>Look again</button>
      </div>`;
    }
    const errors = Array.isArray(document?.errors) ? document.errors : [];
    const detail = REFUSALS[status] ?? document?.detail ?? `The daemon refused it (${status}).`;
    return html`<div class="refusal" role="alert">
      <p><strong>${cut(oneLine(detail), LONGEST)}</strong></p>
      ${errors.map(({ field, message }) => html`<p>${oneLine(field)} ${cut(oneLine(message), LONGEST)}</p>`)}
    </div>`;
  }

  /** What is looked at is newer than what was: its reader decides anew, with the reason still written. */
  async #lookAgain() {
    await this.store.look();
    this.seen = this.#look();
    this.refusal = null;
  }

  async #submit(event) {
    event.preventDefault();
    const { method, path, body } = this.#request(new FormData(event.target));
    if (body === null) {
      this.refusal = { status: 422, document: { detail: 'This is in force already.' } };
      return;
    }
    this.asked = true;
    const answer = await change(method, path, body, this.seen.version);
    this.asked = false;
    if (answer.status === 200) {
      await this.store.look();
      this.querySelector('dialog')?.close();
    } else {
      this.refusal = answer;
    }
  }

  #request(form) {
    const { kind, name, emergency, place } = this.wish;
    const reason = form.get('reason');
    switch (kind) {
      case 'emergency':
        return { method: 'PUT', path: '/routing/override', body: { value: form.get('value'), reason } };
      case 'lift':
        return emergency.said
          ? { method: 'DELETE', path: '/routing/override', body: { reason } }
          : { method: 'PUT', path: '/routing/override', body: { value: null, reason } };
      case 'category':
        return { method: 'PUT', path: `/routing/categories/${name}`, body: this.#categoryBody(form, reason) };
      default:
        return { method: 'DELETE', path: place.path, body: { reason } };
    }
  }

  #categoryBody(form, reason) {
    const wanted = {
      enabled: form.has('enabled'),
      percentage: Number(form.get('percentage')),
      adapters: form.getAll('adapters'),
    };
    const changed = differences(this.seen.plan, wanted);
    return Object.keys(changed).length === 0 ? null : { ...changed, reason };
  }

  /**
   * What its reader decides on, kept while the page goes on. Of two documents that may be a moment apart it is the older
   * version: then the daemon refuses, and the reader looks again.
   */
  #look() {
    const { config, routing } = this.store;
    return {
      version: Math.min(config?.version ?? 0, routing?.version ?? 0),
      plan: routing?.dual_write?.categories?.[this.wish.name] ?? {},
    };
  }

  get #stuck() {
    return this.asked || this.refusal?.status === 412;
  }

  #close() {
    this.store.set('wish', null);
  }
}

customElements.define('cf-change-dialog', ChangeDialog);
