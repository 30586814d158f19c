/**
 * The doors: HTTP routes, the live socket, the dashboard's files.
 *
 * <p>Flow: {@code HttpVerticle} owns the server; {@code Routes} is the table of every path with its role; a handler per
 * resource turns requests into messages and answers into bodies. {@code LiveWriter} is the websocket adapter: it reads
 * the event log from its own cursor and writes each batch, encoded once, to every {@code LiveSocket} that wants it.
 *
 * <p>Invariants: sizes and roles are checked before work is done; an error is a problem document, or what the
 * clients of a protocol read in its place, and carries no internals; a slow client costs at most its buffer and is told what it missed.
 */
package dev.crossfade.http;
