/**
 * Where an event goes: the one resolver, its stable bucket, and the share of events that a guard leaves to an adapter.
 *
 * <p>Invariants: pure functions of their arguments; the same event under the same settings always takes the same
 * route; raising a percentage only ever adds events to the category's adapters.
 */
package dev.crossfade.routing;
