/**
 * All that verticles say to each other: every address, every message, and the one codec that passes them by reference.
 *
 * <p>A {@link dev.crossfade.bus.Topic} tells a fact that anyone may miss; an {@link dev.crossfade.bus.Endpoint} asks
 * for work that must be answered, and the answer is the back-pressure. Nothing outside this package touches the event
 * bus.
 *
 * <p>Invariants: messages are immutable records and never leave the process.
 */
package dev.crossfade.bus;
