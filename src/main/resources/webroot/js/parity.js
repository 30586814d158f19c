/** What the page says of parity, out of the daemon's figures; pure. */
import { CATEGORIES } from './categories.js';
import { integer } from './format.js';

const UNKNOWN = { mood: 'unknown', text: 'unknown' };
const MOODS = ['bad', 'fair', 'good', 'unknown'];

/** What became of dual-written events, the worst first: how it is said of one, and of many. */
const FATES = [
  ['mismatched', 'does not match', 'do not match'],
  ['unverified', 'unverified', 'unverified'],
  ['explained', 'refused by the database', 'refused by the database'],
  ['pending', 'not decided yet', 'not decided yet'],
  ['matched', 'matches', 'match'],
];

/** Whether the daemon said anything about parity. */
export const isKnown = (parity) => Number.isFinite(parity?.totals?.dual_written);

/** How the newest comparisons of a category stand against its limit: `over`, `within`, `few` (too few to judge), `none`. */
export function standing(name, parity) {
  const { recent_comparisons: compared, recent_mismatch_rate: rate } = parity.categories?.[name] ?? {};
  if (!compared) {
    return 'none';
  }
  if (compared < parity.min_sample) {
    return 'few';
  }
  return rate > parity.thresholds?.[name] ? 'over' : 'within';
}

/** What is to be said of one category in a sentence, and how it is to be taken. */
export function verdictOf(name, parity) {
  const figures = parity.categories?.[name];
  return figures ? { mood: moodOf(figures, standing(name, parity)), text: sentence(figures) } : UNKNOWN;
}

/** The same of all categories; it is as bad as the worst of them. */
export function verdictOfAll(parity) {
  if (!isKnown(parity)) {
    return UNKNOWN;
  }
  const moods = CATEGORIES.map((name) => verdictOf(name, parity).mood);
  return { mood: MOODS.find((mood) => moods.includes(mood)), text: sentence(parity.totals) };
}

/** Two or three words for the head of the page. */
export function verdictInShort(parity) {
  if (!isKnown(parity)) {
    return 'unknown';
  }
  const [worst] = fates(parity.totals);
  return worst === undefined ? 'nothing yet' : parity.totals.matched === parity.totals.dual_written ? 'all match' : worst;
}

function moodOf(figures, recent) {
  if (recent === 'over') {
    return 'bad';
  }
  if (figures.mismatched + figures.unverified + figures.explained > 0) {
    return 'fair';
  }
  return figures.matched > 0 ? 'good' : 'unknown';
}

function sentence(figures) {
  const all = figures.dual_written;
  if (all === 0) {
    return 'nothing dual-written yet';
  }
  return figures.matched === all
    ? `${integer(all)} dual-written, all match`
    : `${integer(all)} dual-written: ${fates(figures).join(', ')}`;
}

const fates = (figures) =>
  FATES.filter(([fate]) => figures[fate] > 0).map(
    ([fate, one, many]) => `${integer(figures[fate])} ${figures[fate] === 1 ? one : many}`,
  );

const HUNDREDTHS = 10_000;

/** A rate of matches in percent, cut to two decimals: it reads 100 only where not one is missing. */
export function matchRate(ratio) {
  if (typeof ratio !== 'number' || !Number.isFinite(ratio)) {
    return '–';
  }
  // What a double leaves behind is no mismatch: 0.97 is 0.9699999….
  return `${Math.floor(ratio * HUNDREDTHS + 1e-6) / 100} %`;
}

/** What an adapter did wrong to an event, in words. */
export const faultText = ({ verdict, adapter }) =>
  verdict === 'missing' ? `${adapter} did not deliver it` : `${adapter} delivered something else than was accepted`;
