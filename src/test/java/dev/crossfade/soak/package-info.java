/**
 * The soak: the daemon under steady load while everything around it fails, again and again, and what must hold at the
 * end, checked from outside.
 *
 * <p>Flow: {@code Publisher}s note in the {@code Ledger} what was acknowledged; the {@code Storm} goes through the faults
 * of a {@code Schedule} on the {@code Site}; when it is over, the {@code Audit} compares the ledger with the table.
 */
package dev.crossfade.soak;
