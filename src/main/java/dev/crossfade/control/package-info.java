/**
 * Changes the settings while the daemon runs.
 *
 * <p>Flow: the file is looked at again and again, operators set and drop overrides; each time all layers are read anew,
 * and what passes every check comes into force as a whole, under the next version. What is in force, the overrides and
 * the audit rows on their way are kept in {@code overrides.json} in the data directory, so that an override works, and
 * survives a restart, without the database.
 *
 * <p>Invariants: a rejected reading changes nothing; an override is on disk before it is in force; versions never repeat;
 * each change gets its audit row, also one that was made while the daemon was down.
 */
package dev.crossfade.control;
