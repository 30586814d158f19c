import { html, nothing, svg } from 'lit';
import { CATEGORIES, ROUTES, ROUTE_LABELS, categoryLabel } from '../categories.js';
import { oneLine, percent } from '../format.js';

/** Small pieces of template that several components share. */

const categoryClass = (index) => (index < 0 ? 'other' : CATEGORIES[index].replace('_', '-'));

/** A category: its colour and its name. */
export const categoryMark = (index, name) => html`<span class="category ${categoryClass(index)}"
  ><span class="dot" aria-hidden="true"></span>${oneLine(categoryLabel(name))}</span
>`;

export const categoryTint = categoryClass;

/** The route of an event, one chip an adapter. */
export function routeChips(route) {
  const name = ROUTES[route];
  if (name === 'none') {
    return html`<span class="chip none">suppressed</span>`;
  }
  const chip = (adapter) =>
    name === adapter || name === 'dual' ? html`<span class="chip ${adapter}">${adapter}</span>` : nothing;
  return html`${chip('websocket')}${chip('realtime')}`;
}

/** A status word with a sign whose shape, not colour alone, says how it is to be taken. */
export const statusMark = (tone, text) => html`<span class="status ${tone}"
  ><svg class="sign" viewBox="0 0 12 12" aria-hidden="true">${SIGNS[tone]}</svg>${text}</span
>`;

/** The head of a table. Its roles are said, since on a phone the table is laid out as a list. */
export const tableHead = (...names) => html`<thead role="rowgroup">
  <tr role="row">
    ${names.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
  </tr>
</thead>`;

const SIGNS = {
  good: svg`<circle cx="6" cy="6" r="4.5" fill="currentColor"></circle>`,
  fair: svg`<path d="M6 1 11.5 11h-11z" fill="currentColor"></path>`,
  bad: svg`<path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor"></path>`,
  unknown: svg`<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.5"></circle>`,
};

const strip = (route, x, width, y, height) =>
  svg`<rect class=${route} x="${x}%" width="${width}%" y="${y}%" height="${height}%"></rect>`;

// Dual shows as both: the one adapter's colour above the other's.
const shareBar = (route, x, width) =>
  route === 'dual'
    ? svg`${strip('websocket', x, width, 0, 50)}${strip('realtime', x, width, 50, 50)}`
    : strip(route, x, width, 0, 100);

/** Shares of the four routes as a bar and in words. */
export function routeShare(counts) {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) {
    return html`<svg class="share" aria-hidden="true"><rect class="empty" width="100%" height="100%"></rect></svg>
      <span class="words">no event routed yet</span>`;
  }
  let x = 0;
  const bars = counts.map((count, route) => {
    const from = x;
    x += (count / total) * 100;
    return count === 0 ? nothing : shareBar(ROUTES[route], from, x - from);
  });
  const words = counts
    .map((count, route) => ({ count, text: `${ROUTE_LABELS[ROUTES[route]]} ${percent(count / total)}` }))
    .filter(({ count }) => count > 0);
  return html`<svg class="share" aria-hidden="true">${bars}</svg>
    <span class="words">${words.map(({ text }) => text).join(' · ')}</span>`;
}
