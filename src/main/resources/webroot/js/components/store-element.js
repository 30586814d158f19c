import { LitElement } from 'lit';

/**
 * A part of the page that is drawn anew with every drawing of the page's loop. It lives in the page's own tree, so that
 * the style sheets apply and labels can refer to anything.
 */
export class StoreElement extends LitElement {
  static properties = { store: { attribute: false }, loop: { attribute: false } };

  #stop = null;

  createRenderRoot() {
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = null;
  }

  willUpdate() {
    if (this.#stop === null && this.loop && this.isConnected) {
      this.#stop = this.loop.listen(() => this.requestUpdate());
    }
  }
}
