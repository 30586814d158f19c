/**
 * What a PostgREST client asks of the one table that it is shown: {@code monitoring.monitoring_events}.
 *
 * <p>Flow: {@link dev.crossfade.rest.RestQueryReader} reads the parameters of a request into a {@link
 * dev.crossfade.rest.RestQuery} or refuses them with a {@link dev.crossfade.rest.RestError} as PostgREST would, {@link
 * dev.crossfade.rest.RestSql} makes the one statement of it that finds the rows and writes them as JSON; {@link
 * dev.crossfade.rest.Representation} does the same with events that were accepted and are not stored yet.
 *
 * <p>Invariants: nothing that a client sent is ever part of a statement's text: columns, operators and casts come from
 * closed lists, everything else is a parameter. Every list, depth and length of a request is bounded. All is immutable
 * or confined to its caller, knows nothing of Vert.x and does no I/O.
 */
package dev.crossfade.rest;
