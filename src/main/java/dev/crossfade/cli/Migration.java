package dev.crossfade.cli;

import dev.crossfade.config.Settings;

/** Brings a schema up to date; blocks. */
@FunctionalInterface
public interface Migration {
    /**
     * Migrates with these settings.
     *
     * @return what was done, for people
     * @throws Exception where it was not possible; the message says why
     */
    String run(Settings settings) throws Exception;
}
