import { html } from 'lit';
import { ROUTES, routeIndex } from '../categories.js';
import { oneLine } from '../format.js';
import { routeChips } from './marks.js';

/** Where events outside a category's percentage go: the way they went before there were two. */
const REST = 'websocket';

const RULES = {
  global_override: 'global override',
  use_adapter_off: 'use_adapter off',
  single_adapter: 'single adapter',
  category_disabled: 'category off',
  suppressed: 'no adapters',
};

/** The route planned for a category, and what is to be known of it: for how many events, or the rule that decided it. */
export function routePlan(plan) {
  if (!plan) {
    return html`<span class="quiet">unknown</span>`;
  }
  const route = routeIndex(plan.adapters);
  return html`<span class="planned"
    ><span class="chips">${routeChips(route)}</span> <span class="quiet">${note(plan, ROUTES[route])}</span></span
  >`;
}

function note({ rule, percentage }, route) {
  if (rule !== 'category') {
    return RULES[rule] ?? oneLine(rule).replaceAll('_', ' ');
  }
  if (route === REST || !Number.isFinite(percentage)) {
    return '';
  }
  return percentage < 100 ? `${percentage} % · rest: ${REST}` : '100 %';
}
