import { html, svg } from 'lit';
import { CATEGORIES, categoryLabel } from '../categories.js';
import { integer, rate, rateOver } from '../format.js';
import { categoryTint, routeShare } from './marks.js';
import { routePlan } from './route-plan.js';
import { StoreElement } from './store-element.js';

const SPARK_SECONDS = 60;
const SPARK_HEIGHT = 28;

/** One card a category: how fast, how many, where they should go and where they went. */
class CategoryCards extends StoreElement {
  render() {
    const now = Date.now();
    return html`<section class="cards" aria-label="Categories">
      ${CATEGORIES.map((name, index) => this.#card(name, index, now))}
    </section>`;
  }

  #card(name, index, now) {
    const { store } = this;
    return html`<article class="card ${categoryTint(index)}" data-category=${name}>
      <h2><span class="dot" aria-hidden="true"></span>${categoryLabel(name)}</h2>
      <p class="now"><strong data-rate>${rate(store.rateNow(index, now))}</strong><span>/s</span></p>
      <p class="past">
        <span>${rateOver(store.rateLately(index, now))}</span>
        <span><span data-count=${store.totals[index]}>${integer(store.totals[index])}</span> since opened</span>
      </p>
      ${spark(store.history(index, now, SPARK_SECONDS))}
      <div class="plan"><span class="key">Plan</span>${routePlan(store.plan?.[name])}</div>
      <div class="actual"><span class="key">Actual</span>${routeShare(store.routes[index])}</div>
    </article>`;
  }
}

function spark(counts) {
  const most = Math.max(1, ...counts);
  const y = (n) => (SPARK_HEIGHT - 2 - (n / most) * (SPARK_HEIGHT - 4)).toFixed(1);
  const first = Math.max(0, counts.findIndex((n) => n !== null));
  const points = counts.map((n, i) => `${i},${y(n ?? 0)}`).slice(first).join(' ');
  const width = counts.length - 1;
  return html`<svg class="spark" viewBox="0 0 ${width} ${SPARK_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<polygon points="${first},${SPARK_HEIGHT} ${points} ${width},${SPARK_HEIGHT}"></polygon>
      <polyline points=${points}></polyline>`}
  </svg>`;
}

customElements.define('cf-category-cards', CategoryCards);
