/** What the page shows of the configuration, out of the daemon's documents; pure. */

const OVERRIDE = 'dual_write.global_override';
const ONLY = { websocket_only: 'websocket', realtime_only: 'realtime' };

/** A key without the section that needs no saying. */
export const shortKey = (key) => String(key ?? '').replace(/^(dual_write|flags)\./, '').replace(/^MONITORING_/, '');

/** A value of a setting in words. */
export function valueText(value) {
  if (Array.isArray(value)) {
    return value.length === 0 ? 'none' : value.join(' + ');
  }
  return value === null || value === undefined ? 'none' : String(value);
}

const KINDS = ['rejected', 'needs_restart', 'unwritten', 'unaudited'];

/** The worst that there is to say of the configuration: the kind of an issue, or `sound`. */
export const conditionOf = (config) => KINDS.find((kind) => issuesOf(config, kind).length > 0) ?? 'sound';

/** What is wrong, of one kind: `rejected`, `needs_restart`, `unwritten`, `unaudited`. */
export const issuesOf = (config, kind) =>
  (Array.isArray(config?.issues) ? config.issues : []).filter((issue) => issue?.kind === kind);

/** The overrides in force, each with key, value, actor, reason and at. */
export const overridesOf = (config) => (Array.isArray(config?.overrides) ? config.overrides : []);

/**
 * The emergency override in force, or null: the `adapter` that takes everything, the layer it comes from, and what the
 * operator who set it said, where it was one.
 */
export function emergencyOf(routing, config) {
  const value = routing?.dual_write?.global_override;
  if (typeof value !== 'string') {
    return null;
  }
  const source = routing.sources?.global_override ?? 'unknown';
  const said = source === 'override' ? overridesOf(config).find(({ key }) => key === OVERRIDE) : undefined;
  return { value, adapter: ONLY[value] ?? value, source, said };
}

const PLACES = [
  [/^dual_write\.global_override$/, () => ['/routing/override', 'the emergency override']],
  [/^dual_write\.categories\.([a-z_]+)\./, (name) => [`/routing/categories/${name}`, `category ${name}`]],
  [/^dual_write\.adapter_health\.([a-z_]+)\./, (name) => [`/routing/adapters/${name}`, `adapter ${name}`]],
  [/^flags\.([A-Z_]+)$/, (name) => [`/flags/${name}`, `flag ${name}`]],
];

/**
 * Where the override of a key is dropped, or null where that cannot be done from here: the `path`, the `name` of what
 * lies there, and all `keys` in force that go with it.
 */
export function placeOf(key, config) {
  const match = (text) =>
    PLACES.map(([pattern, place]) => ({ found: pattern.exec(text), place })).find(({ found }) => found !== null);
  const hit = match(key);
  if (hit === undefined) {
    return null;
  }
  const [path, name] = hit.place(hit.found[1]);
  const keys = overridesOf(config)
    .map((override) => override.key)
    .filter((other) => {
      const found = match(other);
      return found !== undefined && found.place(found.found[1])[0] === path;
    });
  return { path, name, keys };
}

/** The members of a category's plan that differ from those in force: what a change has to say. */
export function differences(inForce, wanted) {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(inForce?.[name])),
  );
}
