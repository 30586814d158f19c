/**
 * The events that the daemon publishes about itself, through the same door as any publisher in the process.
 *
 * <p>Flow: a timer samples the process, the log and the database; the sample becomes one batch on {@code
 * crossfade.events}. A change of the database's breaker, of a guard, of the settings or of an alert becomes an event of its own, which is kept and
 * tried again when the intake refuses it for now. Their source is {@code crossfade}; with {@code self_monitoring.enabled: false} there are none.
 */
package dev.crossfade.selfmonitor;
