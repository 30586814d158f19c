const GOOD = new Set(['up', 'ok', 'ready', 'healthy', 'closed', 'pass', 'connected', 'running', 'accepting']);
const FAIR = new Set(['degraded', 'warning', 'slow', 'starting', 'half_open', 'connecting', 'recovering', 'probing', 'behind']);
const NOTHING = new Set(['', 'unknown', 'not_running']);

/** How a status word is to be taken: `good`, `fair`, `bad`, or `unknown` where it says nothing. */
export function tone(status) {
  if (typeof status !== 'string' || NOTHING.has(status)) {
    return 'unknown';
  }
  const word = status.toLowerCase();
  if (GOOD.has(word)) {
    return 'good';
  }
  return FAIR.has(word) ? 'fair' : 'bad';
}

/** A status given as a word, as {status} or as {state}. */
export function statusOf(value) {
  const status = typeof value === 'string' ? value : (value?.status ?? value?.state);
  return typeof status === 'string' ? status : 'unknown';
}

/** The status of a component of `/health/ready`. */
export const componentStatus = (readiness, name) => statusOf(readiness?.components?.[name]);

/** The plain figures of a component, as [name, value] pairs; nested ones and the status are left out. */
export function figures(component) {
  if (component === null || typeof component !== 'object') {
    return [];
  }
  return Object.entries(component).filter(
    ([name, value]) => name !== 'status' && ['string', 'number', 'boolean'].includes(typeof value) && value !== '',
  );
}

/** Delivery latency of an adapter at a quantile (`p50`), in milliseconds. */
export const latencyOf = (adapter, quantile) =>
  adapter?.[`${quantile}_ms`] ?? adapter?.latency_ms?.[quantile] ?? adapter?.[quantile];
