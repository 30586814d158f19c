/**
 * The one intake behind every door: a body of events is split, each event read, judged, classified and routed, and what
 * is good is appended to the event log as one batch.
 *
 * <p>Flow: {@code IngestVerticle} hears HTTP, {@code /ws} and the event bus; {@link dev.crossfade.ingest.Admission}
 * bounds what waits for the log; {@link dev.crossfade.ingest.BodySplitter} and {@link dev.crossfade.ingest.EventIntake}
 * do the work, without Vert.x.
 *
 * <p>Invariants: an event is acknowledged only when the log has it; one bad event never takes the good ones of its
 * batch with it; a body that does not parse leaves nothing behind.
 */
package dev.crossfade.ingest;
