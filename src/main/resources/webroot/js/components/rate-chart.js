import { html } from 'lit';
import { CATEGORIES, categoryLabel } from '../categories.js';
import { CHART_SECONDS } from '../dashboard-store.js';
import { integer } from '../format.js';
import { categoryMark } from './marks.js';
import { StoreElement } from './store-element.js';

/** Events per second, stacked by category, over the last minutes; drawn on a canvas once a second. */
class RateChart extends StoreElement {
  static properties = { failed: { state: true } };

  #chart = null;
  #drawnSecond = 0;

  render() {
    return html`<section class="panel chart" aria-labelledby="chart-title">
      <h2 id="chart-title">Events per second <span class="quiet">last ${CHART_SECONDS / 60} minutes</span></h2>
      <p class="legend">${CATEGORIES.map((name, i) => categoryMark(i, name))}</p>
      ${this.failed
        ? html`<p class="empty">The chart could not be loaded. Rates are in the cards above.</p>`
        : html`<div class="canvas" role="img" aria-label=${this.#inWords()}></div>`}
    </section>`;
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
    const second = Math.floor(Date.now() / 1000);
    if (this.#chart !== null && second !== this.#drawnSecond) {
      this.#drawnSecond = second;
      this.#draw(second);
    }
  }

  #start(echarts) {
    const canvas = this.querySelector('.canvas');
    this.#chart = echarts.init(canvas, null, { renderer: 'canvas' });
    this.#chart.setOption(frame());
    this.#paint();
    new ResizeObserver(() => this.#chart.resize()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
    this.requestUpdate();
  }

  #paint() {
    const style = getComputedStyle(this);
    this.#chart.setOption(colours((name) => style.getPropertyValue(`--${name}`).trim()));
  }

  #draw(second) {
    const from = (second - CHART_SECONDS) * 1000;
    const series = CATEGORIES.map((_, category) => ({
      data: this.store.history(category, second * 1000, CHART_SECONDS).map((n, i) => [from + i * 1000, n]),
    }));
    this.#chart.setOption({ xAxis: { min: from, max: (second - 1) * 1000 }, series }, { lazyUpdate: true });
  }

  // A picture needs words; they are renewed with the picture and announced by nobody.
  #inWords() {
    const now = Date.now();
    const rates = CATEGORIES.map((name, i) => `${categoryLabel(name)} ${Math.round(this.store.rateMinute(i, now))}`);
    return `Events per second by category; averages of the last minute: ${rates.join(', ')}`;
  }
}

const two = (n) => String(n).padStart(2, '0');

function timeOfDay(value, seconds) {
  const date = new Date(value);
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return seconds ? `${minutes}:${two(date.getSeconds())}` : minutes;
}

function frame() {
  return {
    animation: false,
    grid: { left: 4, right: 10, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: 'time',
      minInterval: 60_000,
      axisTick: { show: false },
      axisLabel: { formatter: (value) => timeOfDay(value, false), hideOverlap: true },
    },
    yAxis: { type: 'value', minInterval: 1, splitNumber: 4, axisLabel: { formatter: (n) => integer(n) } },
    // Markup in the tooltip would need inline styles, which the page's policy forbids: it is drawn on the canvas.
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, transitionDuration: 0, formatter: inTooltip },
    series: CATEGORIES.map((name) => ({
      name: categoryLabel(name),
      type: 'line',
      stack: 'all',
      showSymbol: false,
      lineStyle: { width: 1 },
      areaStyle: {},
      emphasis: { disabled: true },
      data: [],
    })),
  };
}

function inTooltip(points) {
  const total = points.reduce((sum, point) => sum + point.value[1], 0);
  const rows = points.map((p) => `{name|${p.seriesName}}{value|${integer(p.value[1])}}`).reverse();
  return [`{time|${timeOfDay(points[0].value[0], true)}}`, ...rows, `{name|Total}{value|${integer(total)}}`].join('\n');
}

function colours(token) {
  const text = { color: token('text-quiet'), fontFamily: token('font'), fontSize: 11 };
  const cell = { color: token('text'), fontFamily: token('font'), fontSize: 12, lineHeight: 19 };
  return {
    xAxis: { axisLabel: text, axisLine: { lineStyle: { color: token('line') } } },
    yAxis: { axisLabel: text, splitLine: { lineStyle: { color: token('line-soft') } } },
    tooltip: {
      backgroundColor: token('surface-raised'),
      borderColor: token('line'),
      axisPointer: { lineStyle: { color: token('text-quiet'), type: 'dashed' } },
      textStyle: {
        ...cell,
        rich: {
          time: { ...cell, color: token('text-quiet') },
          name: { ...cell, width: 96 },
          value: { ...cell, width: 52, align: 'right', fontWeight: 600 },
        },
      },
    },
    series: CATEGORIES.map((name) => {
      const colour = token(`category-${name.replace('_', '-')}`);
      return { itemStyle: { color: colour }, lineStyle: { color: colour }, areaStyle: { color: colour, opacity: 0.55 } };
    }),
  };
}

customElements.define('cf-rate-chart', RateChart);
