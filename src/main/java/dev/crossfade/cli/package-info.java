/**
 * The commands beside the daemon: one class each, which reads its options, does the work and gives the exit code.
 *
 * <p>Flow of {@code send}: {@code Lines} cut files into lines, {@code Batches} gather them, {@code EventsClient}
 * publishes one batch at a time, {@code Tally} counts what became of them.
 *
 * <p>Invariants: answers go to standard output, all else to standard error; no command here touches the data
 * directory.
 */
package dev.crossfade.cli;
