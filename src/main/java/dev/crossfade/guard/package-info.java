/**
 * Takes an adapter out of the routes while it does badly, lets it back step by step, and goes back to {@code websocket} for
 * good where that does not help.
 *
 * <p>Flow: what the adapters delivered and what parity found goes into sliding windows; once a second each guard looks at
 * its windows and says what share of the events its adapter may take. The intake follows what is said. Three trips of
 * {@code realtime} within ten minutes become overrides of the categories concerned, which an operator drops.
 *
 * <p>Invariants: nothing that was observed before a trip counts against the adapter after it; one client that is slow, or
 * goes once, trips nothing; a guard keeps back no event, it only sends it over the other adapter; each change of state has its
 * audit row.
 */
package dev.crossfade.guard;
