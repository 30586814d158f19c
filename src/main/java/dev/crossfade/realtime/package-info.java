/**
 * What the Supabase Realtime protocol (Phoenix channels) says on the wire, in both of its serializers.
 *
 * <p>Flow: the caller hands a client's frame to {@link dev.crossfade.realtime.ClientMessage}, a join's payload to {@link
 * dev.crossfade.realtime.JoinRequest}, and answers with what {@link dev.crossfade.realtime.ServerMessages} makes. A row
 * of the feed becomes {@link dev.crossfade.realtime.ChangeText} once, for every client whose {@link
 * dev.crossfade.realtime.Binding} it matches.
 *
 * <p>Invariants: everything here is immutable or confined to its caller, knows nothing of sockets, does no I/O and reads
 * no clock. What comes from clients is hostile: its nesting, counts and the work that it causes have limits; the size of
 * a frame is the caller's to bound.
 */
package dev.crossfade.realtime;
