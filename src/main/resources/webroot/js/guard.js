/** What the page says of the guard, out of `/routing`; pure. */
import { percent } from './format.js';

const MOODS = { closed: 'good', probing: 'fair', open: 'bad' };

/** How the state of a guard is to be taken. */
export const guardMood = (state) => MOODS[state] ?? 'unknown';

/** The adapters that the guard has taken out, or is letting back, with what it says of each. */
export const adaptersOut = (routing) =>
  Object.entries(routing?.guards ?? {}).filter(([, guard]) => guard?.state === 'open' || guard?.state === 'probing');

/** The categories that the guard has set back to websocket, with why. */
export const rolledBack = (routing) => Object.entries(routing?.rolled_back ?? {});

/** Where the events of such an adapter go, in a sentence. */
export function consequence(adapter, guard, out) {
  if (guard.state === 'probing') {
    return `It is tried again with ${percent(guard.share)} of its events.`;
  }
  return out.filter(([, other]) => other.state === 'open').length > 1
    ? 'Both adapters do badly, so routes stand as they are.'
    : `Its events go over ${adapter === 'realtime' ? 'websocket' : 'realtime'} until it does well again.`;
}

/** The wish to clear a rollback: the override that the guard has set is dropped. */
export const clearing = (name, why, place) => ({ kind: 'clear', name, why, place });
