/**
 * The events that the daemon publishes about itself, through the same door as any publisher in the process.
 *
 * <p>Flow: a timer samples the process, the log and the database; the sample becomes one batch on {@code
 * crossfade.events}. Their source is {@code crossfade}; with {@code self_monitoring.enabled: false} there are none.
 */
package dev.crossfade.selfmonitor;
