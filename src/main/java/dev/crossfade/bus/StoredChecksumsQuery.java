package dev.crossfade.bus;

/**
 * Which checksums are wanted.
 *
 * @param from that sequence id or greater
 * @param limit so many at most
 */
public record StoredChecksumsQuery(String node, long from, int limit) {}
