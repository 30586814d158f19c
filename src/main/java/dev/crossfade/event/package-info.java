/**
 * What an event is: its parts, how it is read, judged, classified, made canonical and summed.
 *
 * <p>Flow: {@link dev.crossfade.event.EventReader} reads one JSON object or refuses it as malformed, {@link
 * dev.crossfade.event.Validator} says what breaks a rule, {@link dev.crossfade.event.Classifier} gives it a category,
 * {@link dev.crossfade.event.Completion} fills what is missing and makes the {@link dev.crossfade.event.EventDraft} that
 * waits for its place in the event log; {@link dev.crossfade.event.EventJson} seals it then, with its {@link
 * dev.crossfade.event.Checksum}, as a {@link dev.crossfade.event.MonitoringEvent}, the finished fact.
 *
 * <p>What a publisher need not send: {@code id}, {@code category}, {@code timestamp} (the time of receipt is taken),
 * {@code data} and {@code metadata} (empty). Null counts as not sent. What the daemon gives an event is passed over when
 * it is sent, so that an export can be sent again; any other member is kept in {@code metadata.extra}.
 *
 * <p>Invariants: everything here is immutable or confined to its caller, knows nothing of Vert.x, does no I/O and
 * reads no clock.
 */
package dev.crossfade.event;
