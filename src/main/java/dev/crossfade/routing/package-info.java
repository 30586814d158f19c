/**
 * Where an event goes: the one resolver and its stable bucket.
 *
 * <p>Invariants: pure functions of their arguments; the same event under the same settings always takes the same
 * route; raising a percentage only ever adds events to the category's adapters.
 */
package dev.crossfade.routing;
