/**
 * The read-back: stored events, in the order of their positions, for those who deliver them.
 *
 * <p>Flow: persistence tells how far the committed events reach; {@code FeedVerticle} asks it for what is between its
 * cursor and there, keeps the newest of it in a {@code FeedWindow}, and tells that it has read on; whoever delivers asks
 * from a cursor of its own. What the window does not hold any more is asked of the database again, by a few at a time
 * ({@code Turns}).
 *
 * <p>Invariants: nothing is answered that the feed has not read up to, and nothing up to there is left out, so who asks
 * from where the last answer ended gets every row once and in order; a backlog stays in the database.
 */
package dev.crossfade.feed;
