package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import java.time.Instant;

/**
 * A guard has taken its adapter out of the routes, tries it again, or has let it back.
 *
 * @param share of the events whose route names it that go to it from now on, 0 to 1
 * @param reason with the figures that it rests on, fit for an operator
 */
public record GuardChanged(
        Adapter adapter, GuardState before, GuardState now, double share, String reason, Instant at) {}
