/**
 * What an event is: its parts, how it is read, judged, classified, made canonical and summed.
 *
 * <p>Flow: {@code EventReader} reads one JSON object, {@code Validator} says what breaks a rule, {@code Classifier}
 * gives it a category, {@link dev.crossfade.event.EventDraft} holds it until the event log gives it its place,
 * {@link dev.crossfade.event.MonitoringEvent} is the finished fact.
 *
 * <p>Invariants: everything here is immutable or confined to its caller, knows nothing of Vert.x, does no I/O and
 * reads no clock.
 */
package dev.crossfade.event;
