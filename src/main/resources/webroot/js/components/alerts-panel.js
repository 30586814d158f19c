import { html, nothing } from 'lit';
import { figure, firing, itemsOf, raised, severityMood } from '../alerts.js';
import { ago, cut, integer, moment, oneLine } from '../format.js';
import { statusMark, tableHead } from './marks.js';
import { StoreElement } from './store-element.js';

const LONGEST = 200;

/** The alerts that fire or wait, and when alerts began and ended. */
class AlertsPanel extends StoreElement {
  render() {
    const { alerts, alertHistory } = this.store;
    const open = raised(alerts);
    return html`<section class="panel alerts" id="alerts" aria-labelledby="alerts-title">
      <header>
        <h2 id="alerts-title">Alerts</h2>
        <p>${summary(alerts, open)}</p>
      </header>
      ${open.length > 0 ? this.#raised(open) : nothing} ${history(alertHistory)}
      <p class="unseen" role="status">${spoken(firing(alerts))}</p>
    </section>`;
  }

  #raised(open) {
    return html`<table class="figures" role="table" data-raised>
      <caption class="unseen">Alerts that fire or wait</caption>
      ${tableHead('State', 'Alert', 'Since', 'Value', 'Condition', 'Labels')}
      <tbody role="rowgroup">
        ${open.map((alert) => this.#row(alert))}
      </tbody>
    </table>`;
  }

  #row(alert) {
    const { state, name, severity, since, value, condition, labels } = alert;
    return html`<tr role="row" data-alert=${oneLine(name)} data-state=${state}>
      <td role="cell" data-label="State">
        ${statusMark(state === 'firing' ? severityMood(severity) : 'unknown', `${oneLine(state)}, ${oneLine(severity)}`)}
      </td>
      <th role="rowheader" scope="row">${oneLine(name)}</th>
      <td role="cell" data-label="Since">${moment(since)} <span class="quiet">${age(since)}</span></td>
      <td role="cell" data-label="Value"><b>${figure(value)}</b></td>
      <td role="cell" data-label="Condition"><code>${cut(oneLine(condition), LONGEST)}</code></td>
      <td role="cell" data-label="Labels">${labelsOf(labels)}</td>
    </tr>`;
  }
}

function summary(alerts, open) {
  const items = itemsOf(alerts);
  if (items === null) {
    return statusMark('unknown', 'unknown: the daemon does not say');
  }
  const quiet = items.length - open.length;
  const calm = html`<span class="quiet">${integer(quiet)} ${quiet === 1 ? 'is' : 'are'} inactive</span>`;
  return open.length === 0 ? html`${statusMark('good', 'none fires')} ${calm}` : calm;
}

function history(document) {
  const items = itemsOf(document);
  if (items === null) {
    return html`<p class="foot quiet">The history is not known: the daemon or its database does not answer.</p>`;
  }
  if (items.length === 0) {
    return html`<p class="foot quiet">No alert has fired yet.</p>`;
  }
  return html`<div class="scrolled" tabindex="0" role="region" aria-label="History of alerts">
    <table class="figures" role="table" data-history>
      <caption>History, newest first</caption>
      ${tableHead('At', 'Alert', 'What', 'Value', 'Condition', 'Node')}
      <tbody role="rowgroup">
        ${items.map(past)}
      </tbody>
    </table>
  </div>`;
}

const past = ({ at, name, state, severity, value, condition, labels, node }) => html`<tr role="row">
  <td role="cell" data-label="At">${moment(at)}</td>
  <th role="rowheader" scope="row">${oneLine(name)} ${labelsOf(labels)}</th>
  <td role="cell" data-label="What">
    ${state === 'firing'
      ? statusMark(severityMood(severity), `began to fire, ${oneLine(severity)}`)
      : statusMark('good', oneLine(state))}
  </td>
  <td role="cell" data-label="Value">${figure(value)}</td>
  <td role="cell" data-label="Condition"><code>${cut(oneLine(condition), LONGEST)}</code></td>
  <td role="cell" data-label="Node" class="quiet">${oneLine(node)}</td>
</tr>`;

const labelsOf = (labels) =>
  Object.entries(labels ?? {}).map(
    ([name, value]) => html`<span class="layer">${cut(`${oneLine(name)}=${oneLine(value)}`, LONGEST)}</span> `,
  );

const age = (since) => `${ago(Date.now() - Date.parse(since))}`;

const spoken = (count) => (count === 0 ? '' : count === 1 ? '1 alert fires.' : `${count} alerts fire.`);

customElements.define('cf-alerts-panel', AlertsPanel);
