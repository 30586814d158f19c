/**
 * Alerts: rules held against what every part observed, and who is told.
 *
 * <p>Flow: what is told on the bus becomes {@code Facts}, and those figures of metrics; once a second {@code AlertBoard}
 * holds the rules in force against them, each figure in a {@code Watch}: inactive, pending, firing. A change goes to the
 * bus and into the mail of each receiver, which is posted by the receiver's own writer behind its own breaker.
 *
 * <p>Always true: an alert is known by its rule's name and its labels. A figure that nobody tells raises nothing, and ends
 * nothing at once. A receiver that is away costs nothing but its own bounded mail.
 */
package dev.crossfade.alert;
