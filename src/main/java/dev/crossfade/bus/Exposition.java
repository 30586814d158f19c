package dev.crossfade.bus;

import io.vertx.core.buffer.Buffer;

/** Every metric of one moment, written out. */
public record Exposition(String contentType, Buffer text) {}
