import { html, nothing } from 'lit';
import { CATEGORIES, categoryLabel } from '../categories.js';
import { CHART_SECONDS } from '../dashboard-store.js';
import { integer, rateOver, timeOfDay } from '../format.js';
import { categoryMark } from './marks.js';
import { StoreElement } from './store-element.js';

const SHORTEST = 60;

/** Events per second, stacked by category, over the last minutes; drawn on a canvas once a second. */
class RateChart extends StoreElement {
  static properties = { failed: { state: true }, pointed: { state: true } };

  #chart = null;
  #drawnSecond = 0;

  render() {
    return html`<section class="panel chart" aria-labelledby="chart-title">
      <h2 id="chart-title">Events per second <span class="quiet">${this.#spanInWords()}</span></h2>
      ${this.#legend()}
      ${this.failed
        ? html`<p class="empty">The chart could not be loaded. Rates are in the cards above.</p>`
        : html`<div class="canvas" role="img" aria-label=${this.#inWords()}></div>`}
    </section>`;
  }

  // The legend is the read-out too: markup in the chart's own tooltip would need styles that the page's policy forbids.
  #legend() {
    const { pointed, store } = this;
    const counts = CATEGORIES.map((_, i) => (pointed ? store.countAt(i, pointed) : null));
    const known = pointed && counts[0] !== null;
    const value = (n) => (known ? html`<b>${integer(n)}</b>` : nothing);
    return html`<p class="legend">
      ${pointed ? html`<time>${timeOfDay(new Date(pointed * 1000))}</time>` : nothing}
      ${CATEGORIES.map((name, i) => html`<span>${categoryMark(i, name)} ${value(counts[i])}</span>`)}
      ${known ? html`<span>Total <b>${integer(counts.reduce((sum, n) => sum + n, 0))}</b></span>` : nothing}
    </p>`;
  }

  async firstUpdated() {
    try {
      const echarts = await import('echarts');
      this.#start(echarts);
    } catch {
      this.failed = true;
    }
  }

  updated() {
    const now = Math.floor(Date.now() / 1000);
    if (this.#chart !== null && now !== this.#drawnSecond) {
      this.#drawnSecond = now;
      this.#draw(now);
    }
  }

  #start(echarts) {
    const canvas = this.querySelector('.canvas');
    this.#chart = echarts.init(canvas, null, { renderer: 'canvas' });
    this.#chart.setOption(frame());
    this.#paint();
    this.#chart.on('updateAxisPointer', ({ axesInfo }) => (this.pointed = second(axesInfo?.[0]?.value)));
    this.#chart.getZr().on('globalout', () => (this.pointed = undefined));
    new ResizeObserver(() => this.#chart.resize()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
    this.requestUpdate();
  }

  #paint() {
    const style = getComputedStyle(this);
    this.#chart.setOption(colours((name) => style.getPropertyValue(`--${name}`).trim()));
  }

  #draw(now) {
    const span = this.#span(now * 1000);
    const from = (now - span) * 1000;
    const series = CATEGORIES.map((_, category) => ({
      data: this.store.history(category, now * 1000, span).map((n, i) => [from + i * 1000, n]),
    }));
    this.#chart.setOption({ xAxis: { min: from, max: (now - 1) * 1000 }, series }, { lazyUpdate: true });
  }

  // It widens from a minute with the time that the page is open: most of it would be empty otherwise.
  #span(millis) {
    return Math.min(CHART_SECONDS, Math.max(SHORTEST, this.store.age(millis)));
  }

  #spanInWords() {
    const minutes = Math.floor(this.#span(Date.now()) / 60);
    return minutes === 1 ? 'last minute' : `last ${minutes} minutes`;
  }

  // A picture needs words; they are renewed with the picture and announced by nobody.
  #inWords() {
    const now = Date.now();
    const rates = CATEGORIES.map((name, i) => `${categoryLabel(name)} ${rateOver(this.store.rateLately(i, now))}`);
    return `Events per second by category; averages: ${rates.join(', ')}`;
  }
}

const second = (millis) => (Number.isFinite(millis) ? Math.round(millis / 1000) : undefined);

function frame() {
  return {
    animation: false,
    // Room at both sides for half a label of the x axis, which the chart itself leaves to be clipped.
    grid: { left: 16, right: 28, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: 'time',
      minInterval: 10_000,
      axisTick: { show: false },
      axisLabel: { formatter: (millis) => timeOfDay(new Date(millis)), hideOverlap: true },
    },
    yAxis: { type: 'value', minInterval: 1, splitNumber: 4, axisLabel: { formatter: (n) => integer(n) } },
    tooltip: { trigger: 'axis', showContent: false },
    series: CATEGORIES.map((name) => ({
      name: categoryLabel(name),
      type: 'line',
      stack: 'all',
      showSymbol: false,
      // No outline: a band without events would still draw its own along the top of the bands below.
      lineStyle: { width: 0 },
      areaStyle: {},
      emphasis: { disabled: true },
      data: [],
    })),
  };
}

function colours(token) {
  const text = { color: token('text-quiet'), fontFamily: token('font'), fontSize: 11 };
  return {
    xAxis: { axisLabel: text, axisLine: { lineStyle: { color: token('line') } } },
    yAxis: { axisLabel: text, splitLine: { lineStyle: { color: token('line-soft') } } },
    tooltip: { axisPointer: { lineStyle: { color: token('text-quiet'), type: 'dashed' } } },
    series: CATEGORIES.map((name) => {
      const colour = token(`category-${name.replace('_', '-')}`);
      return { itemStyle: { color: colour }, areaStyle: { color: colour, opacity: 0.8 } };
    }),
  };
}

customElements.define('cf-rate-chart', RateChart);
