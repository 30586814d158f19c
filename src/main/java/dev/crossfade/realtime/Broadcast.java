package dev.crossfade.realtime;

/**
 * What one member of a channel tells the others.
 *
 * @param event its name
 * @param meta JSON text in UTF-8, or empty; shared, never written to
 * @param json whether the payload is one JSON value in UTF-8, which was checked; otherwise it is any bytes
 * @param payload shared, never written to
 */
public record Broadcast(String event, byte[] meta, boolean json, byte[] payload) {}
