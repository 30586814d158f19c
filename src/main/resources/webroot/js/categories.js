/** The five categories, in the order in which the page shows them, and the four routes. */

export const CATEGORIES = ['critical', 'performance', 'user_activity', 'system', 'debug'];

const LABELS = {
  critical: 'Critical',
  performance: 'Performance',
  user_activity: 'User activity',
  system: 'System',
  debug: 'Debug',
};

const INDEX = new Map(CATEGORIES.map((name, index) => [name, index]));

/** Place of a category in CATEGORIES; -1 for a name that is none. */
export const categoryIndex = (name) => INDEX.get(name) ?? -1;

/** How a category is written for people. A name that is none is shown as it came. */
export const categoryLabel = (name) => LABELS[name] ?? String(name ?? 'unknown');

export const ROUTES = ['websocket', 'dual', 'realtime', 'none'];

export const ROUTE_LABELS = {
  websocket: 'websocket',
  dual: 'dual',
  realtime: 'realtime',
  none: 'suppressed',
};

/** Place in ROUTES of the route that these adapters make. */
export function routeIndex(adapters) {
  const websocket = Array.isArray(adapters) && adapters.includes('websocket');
  const realtime = Array.isArray(adapters) && adapters.includes('realtime');
  if (websocket) {
    return realtime ? 1 : 0;
  }
  return realtime ? 2 : 3;
}
