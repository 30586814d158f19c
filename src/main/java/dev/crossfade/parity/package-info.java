/**
 * The running comparison of what the two adapters delivered for dual-written events.
 *
 * <p>Flow: {@code ParityVerticle} reads on in the event log what was accepted, and hears what each instance of an adapter
 * delivered and up to where it has come; {@link dev.crossfade.parity.StreamPairing} holds both against each other in {@link
 * dev.crossfade.parity.Slots}, counts in {@link dev.crossfade.parity.ParityTally}, and has {@link
 * dev.crossfade.parity.MismatchLog} keep the newest mismatches. {@link dev.crossfade.parity.CountedMinutes} cuts what was
 * counted into minutes, which go through the event log into the database.
 *
 * <p>A minute in the log says the totals of its end besides what it adds to them, and so does {@code parity.json} with the
 * last minute that the log had. A start takes the later of the two, and counts on: the minutes together are the totals,
 * wherever a kill came.
 *
 * <p>Invariants: what is expected comes from the log alone, never from who delivers; every expected event has one verdict or
 * is pending; nothing is missing because the database is away, only because an adapter went on without it; nothing is
 * copied, and what is followed is bounded: beyond that it is unverified, and said to be.
 */
package dev.crossfade.parity;
