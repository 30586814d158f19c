import { html, nothing } from 'lit';
import { categoryIndex, categoryLabel, routeIndex } from '../categories.js';
import { conditionOf, issuesOf, overridesOf, placeOf, shortKey, valueText } from '../configuration.js';
import { ago, cut, moment, oneLine } from '../format.js';
import { categoryMark, routeChips, statusMark } from './marks.js';
import { StoreElement } from './store-element.js';

const LONGEST = 200;

/** Which configuration is in force, what operators have overridden in it, and what of it is not in force and why. */
class ConfigurationPanel extends StoreElement {
  static properties = { opened: { state: true } };

  render() {
    const { config, routing } = this.store;
    if (config === null) {
      return nothing;
    }
    const overrides = overridesOf(config);
    return html`<section class="panel configuration" id="configuration" aria-labelledby="configuration-title">
      ${this.#head(config, overrides.length)} ${rejected(issuesOf(config, 'rejected'))}
      ${waiting(issuesOf(config, 'needs_restart'))}
      ${overrides.length > 0 ? this.#overrides(overrides) : nothing}
      ${this.opened ? html`<div id="settings" class="settings">${this.#plan(routing)} ${this.#flags()}</div>` : nothing}
    </section>`;
  }

  #head(config, overrides) {
    return html`<header>
      <h2 id="configuration-title">Configuration</h2>
      <p class="version">
        version <strong data-version>${oneLine(config.version)}</strong>
        <span class="quiet" title=${oneLine(config.since)}>since ${moment(config.since)} (${age(config.since)})</span>
      </p>
      <p>${statusMark(...CONDITIONS[conditionOf(config)])}</p>
      ${overrides === 0 ? html`<p class="quiet">no overrides</p>` : nothing}
      <p class="actions">
        ${this.#mayChange
          ? html`<button class="alarming" @click=${() => this.#wish({ kind: 'emergency' })}>Emergency override …</button>`
          : nothing}
        <button
          aria-expanded=${this.opened ? 'true' : 'false'}
          aria-controls="settings"
          data-open-settings
          @click=${() => (this.opened = !this.opened)}
        >
          ${this.opened ? 'Hide settings' : this.#mayChange ? 'Show and change settings' : 'Show settings'}
        </button>
      </p>
    </header>`;
  }

  #overrides(overrides) {
    return html`<div class="part" data-overrides>
      <h3>${overrides.length === 1 ? '1 override' : `${overrides.length} overrides`} in force</h3>
      <ul class="overrides">
        ${overrides.map(
          (override) => html`<li>
            <code title=${oneLine(override.key)}>${oneLine(shortKey(override.key))}</code>
            <strong>${cut(oneLine(valueText(override.value)), LONGEST)}</strong>
            <span class="quiet" title=${oneLine(override.at)}
              ><b>${oneLine(override.actor)}</b> ${moment(override.at)}, ${age(override.at)} ago</span
            >
            <q title=${oneLine(override.reason)}>${oneLine(override.reason)}</q>
            ${this.#dropButton(override.key)}
          </li>`,
        )}
      </ul>
    </div>`;
  }

  #dropButton(key) {
    const place = this.#mayChange ? placeOf(key, this.store.config) : null;
    return place
      ? html`<button aria-label="Drop the override of ${oneLine(key)}" @click=${() => this.#wish({ kind: 'drop', place })}>
          Drop …
        </button>`
      : nothing;
  }

  #plan(routing) {
    const categories = Object.entries(routing?.dual_write?.categories ?? {});
    const ordered = categories.sort(([a], [b]) => categoryIndex(a) - categoryIndex(b));
    return html`<div class="part">
      <h3>Categories</h3>
      <ul class="plans">
        ${ordered.map(([name, plan]) => this.#category(name, plan, routing.sources ?? {}))}
      </ul>
    </div>`;
  }

  #category(name, plan, sources) {
    const source = (member) => tag(sources[`categories.${name}.${member}`]);
    return html`<li data-plan=${name}>
      ${categoryMark(categoryIndex(name), name)}
      <span>${plan.enabled ? 'on' : 'off'} ${source('enabled')}</span>
      <span>${oneLine(plan.percentage)} % ${source('percentage')}</span>
      <span class="chips">${routeChips(routeIndex(plan.adapters))} ${source('adapters')}</span>
      <span>${plan.persist ? 'stored' : 'not stored'} ${source('persist')}</span>
      ${this.#mayChange
        ? html`<button
            aria-label="Change the route of ${categoryLabel(name)}"
            @click=${() => this.#wish({ kind: 'category', name })}
          >
            Change …
          </button>`
        : nothing}
    </li>`;
  }

  #flags() {
    const { flags, routing } = this.store;
    const rows = Object.entries(flags?.flags ?? {}).map(([name, value]) => [name, value, flags.sources?.[name]]);
    const limits = Object.entries(routing?.dual_write?.adapter_health ?? {}).flatMap(([adapter, members]) =>
      Object.entries(members ?? {}).map(([name, value]) => [
        `${adapter}.${name}`,
        value,
        routing.sources?.[`adapter_health.${adapter}.${name}`],
      ]),
    );
    return html`${settings('Flags', rows)} ${settings('Limits of the adapters', limits)}`;
  }

  get #mayChange() {
    return this.store.config?.may_change === true;
  }

  #wish(wish) {
    this.store.set('wish', wish);
  }
}

const age = (text) => ago(Date.now() - Date.parse(text));

const CONDITIONS = {
  rejected: ['bad', 'What is written was rejected'],
  needs_restart: ['fair', 'A change waits for a restart'],
  unwritten: ['fair', 'Cannot be written to the data directory'],
  unaudited: ['fair', 'Changes wait to be audited'],
  sound: ['good', 'In force as written'],
};

function rejected(problems) {
  if (problems.length === 0) {
    return nothing;
  }
  const { since } = problems[0];
  return html`<div class="part wrong" data-rejected>
    <h3>
      Rejected${since ? html` since ${moment(since)}` : nothing}: the last good configuration stays in force until this is
      put right
    </h3>
    <ul class="problems">
      ${problems.map(
        ({ path, value, expected }) => html`<li>
          <code>${oneLine(path)}</code>
          <span>is <b>${cut(oneLine(value), LONGEST)}</b>; expected ${cut(oneLine(expected), LONGEST)}</span>
        </li>`,
      )}
    </ul>
  </div>`;
}

function waiting(keys) {
  return keys.length === 0
    ? nothing
    : html`<div class="part" data-restart>
        <h3>Waits for a restart</h3>
        <ul class="problems">
          ${keys.map(
            ({ path, value }) => html`<li>
              <code>${oneLine(path)}</code><span>still <b>${cut(oneLine(value), LONGEST)}</b></span>
            </li>`,
          )}
        </ul>
      </div>`;
}

const settings = (title, rows) => html`<div class="part">
  <h3>${title}</h3>
  <dl class="values">
    ${rows.map(
      ([name, value, source]) => html`<div>
        <dt title=${oneLine(name)}>${oneLine(shortKey(name)).toLowerCase().replace(/[._]/g, ' ')}</dt>
        <dd>${cut(oneLine(valueText(value)), LONGEST)} ${tag(source)}</dd>
      </div>`,
    )}
  </dl>
</div>`;

/** Where a value comes from, where somebody has set it. */
const tag = (source) =>
  source && source !== 'default' ? html`<span class="layer ${LAYERS.has(source) ? source : ''}">${oneLine(source)}</span>` : nothing;

const LAYERS = new Set(['file', 'env', 'override']);

customElements.define('cf-configuration-panel', ConfigurationPanel);
