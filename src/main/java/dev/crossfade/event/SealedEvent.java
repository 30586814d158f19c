package dev.crossfade.event;

/**
 * A finished event together with its one encoding.
 *
 * @param event the event
 * @param json its JSON object in UTF-8, as every door shows it before it is stored ({@code position} null); the bytes
 *     that the event log holds and that live clients get. Shared by all readers: never written to.
 * @param persist false only where the category says {@code persist: false}: delivered live, never stored
 * @param verdict what validation said of it
 */
public record SealedEvent(MonitoringEvent event, byte[] json, boolean persist, Verdict verdict) {}
