package dev.crossfade.realtime;

/**
 * The payload of one frame to a client.
 *
 * @param payload shared, never written to
 * @param binary whether it goes as a binary frame; otherwise it is UTF-8 and goes as a text frame
 */
public record OutFrame(byte[] payload, boolean binary) {}
