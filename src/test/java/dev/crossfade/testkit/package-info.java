/**
 * What tests of several packages share: neighbours that are small and real, builders of test data, faults.
 *
 * <p>Invariants: nothing here is a mock; what stands in for a part of the daemon passes that part's contract test.
 */
package dev.crossfade.testkit;
