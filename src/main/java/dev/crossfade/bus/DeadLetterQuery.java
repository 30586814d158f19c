package dev.crossfade.bus;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which dead letters are wanted, newest first.
 *
 * @param status in that status
 * @param node of that node
 * @param after those behind the letter with this id, that is with lesser ids
 * @param limit 1 to 1000
 */
public record DeadLetterQuery(
        Optional<DeadLetterStatus> status, Optional<String> node, OptionalLong after, int limit) {}
