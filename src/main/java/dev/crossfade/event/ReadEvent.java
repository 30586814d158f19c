package dev.crossfade.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as a publisher sent it: well formed, and nothing decided yet.
 *
 * @param id empty where none was sent
 * @param eventType 1 to 128 characters
 * @param category empty where none was sent, or none that is known
 * @param timestamp microseconds; empty where none was sent, or none that can be read
 * @param source empty where none was sent, or none that can be kept
 * @param canonicalData {@code data} in RFC 8785 form; an object: anything else was wrapped as {@code {"value": …}}
 * @param data the same text (the same object), unless that form would lose digits of a number
 * @param metadata an object likewise, in the form of {@code data}; holds unknown members of the event under
 *     {@code extra}
 * @param facts what classification wants to know of the data
 * @param flaws the broken rules that showed on reading: what was sent could not be kept as it was
 */
public record ReadEvent(
        Optional<UUID> id,
        String eventType,
        Optional<Category> category,
        Optional<Instant> timestamp,
        Optional<String> source,
        String canonicalData,
        String data,
        String metadata,
        DataFacts facts,
        List<Flaw> flaws) {}
