package dev.crossfade.bus;

/**
 * What a client of the realtime adapter says to the others on its topic.
 *
 * @param sender tells the sending client from all others
 * @param topic of the channel
 * @param event its name
 * @param meta JSON text in UTF-8, may be empty
 * @param json whether the payload is JSON text
 * @param payload only read
 */
public record RealtimeBroadcast(String sender, String topic, String event, byte[] meta, boolean json, byte[] payload) {}
