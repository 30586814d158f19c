/**
 * How events get from the event log into PostgreSQL, and how stored events are asked for.
 *
 * <p>Flow: {@link dev.crossfade.persistence.DatabaseAccess} brings a database up and its schema up to date; {@code
 * PgEventStore} speaks to it; {@code LogWriter} reads the event log on from its checkpoint and hands batches to the
 * store, several in flight, as {@code DrainWindow} allows; {@code PersistenceVerticle} takes one step of that after
 * another through {@code GuardedStore}, the circuit breaker, which makes a new connection whenever one is lost. What the
 * database refuses for good ({@code FailureKind}) is found by {@code IsolatingWriter} and put into a queue ({@code
 * PgDeadLetterStore}); {@code DeadLetterWriter} tries it again from there. The notes between the events are audit rows and
 * flushes of metrics; {@code NoteWriter} writes them, and {@code StoredFlushes} tells whoever waits for a flush. {@code
 * FeedHandler} tells how far the committed events reach, whoever wrote them, and {@code PgFeedStore} reads them back.
 *
 * <p>Invariants: nothing leaves the log before it is committed; what may have been written is written again in a way
 * that stores it once; rows of a node get their positions in the order of the log, also through failures. All SQL of
 * the daemon is in {@code Sql}, {@code DeadLetterSql}, {@code NoteSql}, {@code AuditSql} and {@code FeedSql}, all that makes
 * the schema in the folder {@code sql}.
 */
package dev.crossfade.persistence;
