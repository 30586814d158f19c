/** What the page says of the daemon's alerts, out of `/alerts`; pure. */

const STATES = ['firing', 'pending'];
const SEVERITIES = ['critical', 'warning', 'info'];
const MOODS = { critical: 'bad', warning: 'fair', info: 'unknown' };

/** How a severity is to be taken. */
export const severityMood = (severity) => MOODS[severity] ?? 'unknown';

/** The items of a list that the daemon answered with; null where it did not. */
export const itemsOf = (document) => (Array.isArray(document?.items) ? document.items : null);

/** The alerts that fire, then those that wait; in each the gravest first, then the longest. */
export const raised = (document) =>
  (itemsOf(document) ?? [])
    .filter(({ state }) => STATES.includes(state))
    .sort(
      (a, b) =>
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        String(a.since).localeCompare(String(b.since)),
    );

/** How many alerts fire. */
export const firing = (document) => (itemsOf(document) ?? []).filter(({ state }) => state === 'firing').length;

/** A few words on all of them, and how they are to be taken. */
export function alertsInShort(document) {
  const items = itemsOf(document);
  if (items === null) {
    return { mood: 'unknown', text: 'unknown' };
  }
  const [worst] = raised(document);
  if (worst === undefined) {
    return { mood: 'good', text: 'none' };
  }
  const count = items.filter(({ state }) => state === worst.state).length;
  return { mood: worst.state === 'firing' ? severityMood(worst.severity) : 'unknown', text: `${count} ${worst.state}` };
}

/** The figure of an alert; at most three decimals, and a dash where it is absent. */
export const figure = (value) => (Number.isFinite(value) ? String(Math.round(value * 1000) / 1000) : '–');

/** The title of the page, which the browser shows on its tab. */
export const titleOf = (name, adapterAlone, count) =>
  `${count > 0 ? `(${count}) ` : ''}${adapterAlone ? `⚠ ${adapterAlone} only · ` : ''}${name}`;
