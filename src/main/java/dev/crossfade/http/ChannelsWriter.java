package dev.crossfade.http;

import dev.crossfade.bus.FeedRow;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows of the feed to the channels of one server instance: to each what it wants, encoded once for all that are
 * alike. Belongs to its owner's context.
 */
final class ChannelsWriter {
    /** Rows are kept for once to twice as long. */
    static final Duration KEEP = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(ChannelsWriter.class);

    /** What is found out for clients with costly conditions before each is left behind, all together and one group. */
    private static final Duration HEAVY_A_PAGE = Duration.ofMillis(15);

    private static final Duration HEAVY_A_GROUP = Duration.ofMillis(5);

    private static final long RECENT_BYTES = 4 << 20;

    private final RealtimeGroups groups = new RealtimeGroups();
    private final RecentChanges recent = new RecentChanges(RECENT_BYTES);
    private final LiveCounts counts;
    private final Consumer<RealtimeChannel> fallenBehind;

    /** @param fallenBehind takes each channel that cannot keep up, to be served at its own speed */
    ChannelsWriter(LiveCounts counts, Consumer<RealtimeChannel> fallenBehind) {
        this.counts = counts;
        this.fallenBehind = fallenBehind;
    }

    /** Rows for the channels that stand before them, and where these stand then. */
    private record Page(List<ChangeRow> rows, long before, long upTo) {}

    /** Writes to the channel what it wants of everything behind its position, from now on. */
    void add(RealtimeChannel channel) {
        groups.add(channel);
    }

    /** Writes nothing more to the channel. */
    void remove(RealtimeChannel channel) {
        groups.remove(channel);
    }

    /** Forgets what it has kept for long enough. */
    void age() {
        recent.age();
    }

    /**
     * Writes rows to every channel that wants them.
     *
     * @param before where the channels that keep up stand
     * @param upTo where they stand then
     * @return those that were written to a channel or more
     */
    Collection<FeedRow> deliver(List<FeedRow> delivered, long before, long upTo) {
        // Kept for nobody they would only outlive young collections.
        List<ChangeRow> rows = groups.isEmpty() ? List.of() : recent.take(delivered);
        Set<ChangeRow> written = new HashSet<>();
        Stint heavy = Stint.of(HEAVY_A_PAGE);
        Page page = new Page(rows, before, upTo);
        groups.lightestFirst()
                .forEach(group -> written.addAll(deliverOrGiveUp(group, page, heavy.part(HEAVY_A_GROUP))));
        return written.stream().map(ChangeRow::row).toList();
    }

    /** The database is an older one, restored: its positions are given anew. */
    void goBack(long to) {
        groups.lightestFirst().forEach(group -> group.members()
                .forEach(member -> member.servedUpTo(Math.min(member.position(), to))));
    }

    /** What a bug does to one group the others do not notice. */
    private List<ChangeRow> deliverOrGiveUp(RealtimeGroup group, Page page, Stint stint) {
        try {
            return deliver(group, page, stint);
        } catch (RuntimeException | OutOfMemoryError wrong) {
            LOG.error("bug: changes were not delivered to a group of clients", wrong);
            giveUp(group);
            return List.of();
        }
    }

    /** Ends every channel so that its client joins it again. */
    void giveUpAll() {
        groups.lightestFirst().forEach(this::giveUp);
    }

    private void giveUp(RealtimeGroup group) {
        List.copyOf(group.members()).forEach(member -> giveUp(member, "internal error: join again"));
    }

    private List<ChangeRow> deliver(RealtimeGroup group, Page page, Stint stint) {
        RealtimeGroup.Encoded encoded = group.encode(page.rows(), page.before(), stint);
        List<SharedBytes> frames = shared(encoded);
        try {
            for (RealtimeChannel member : List.copyOf(group.members())) {
                if (member.position() <= page.before()) {
                    write(member, encoded, frames, page.upTo());
                } else if (member.position() < page.upTo()) {
                    // One that was served beyond the others gets what is new for it.
                    write(group, member, page.rows(), page.upTo(), stint);
                }
                if (member.position() < page.upTo()) {
                    fallBehind(member);
                }
            }
        } finally {
            frames.forEach(SharedBytes::close);
        }
        return encoded.pieces().stream().flatMap(piece -> piece.rows().stream()).toList();
    }

    /** One that has no room now, or takes too long, is served at its own speed, and the others do not notice. */
    private void fallBehind(RealtimeChannel channel) {
        remove(channel);
        fallenBehind.accept(channel);
    }

    /**
     * Writes those rows to one channel that it wants and has not got yet, as far as there are room and time for them.
     *
     * @param upTo where it stands when all are written
     * @return whether the time was up before all were looked at
     */
    boolean write(RealtimeChannel channel, List<FeedRow> rows, long upTo, Stint stint) {
        RealtimeGroup alone = new RealtimeGroup(RealtimeGroup.Key.of(channel), channel.request());
        return write(alone, channel, recent.of(rows), upTo, stint);
    }

    private static boolean write(
            RealtimeGroup group, RealtimeChannel channel, List<ChangeRow> rows, long upTo, Stint stint) {
        long after = channel.position();
        RealtimeGroup.Encoded encoded =
                group.encode(rows.stream().filter(row -> row.position() > after).toList(), after, stint);
        List<SharedBytes> frames = shared(encoded);
        try {
            write(channel, encoded, frames, upTo);
        } finally {
            frames.forEach(SharedBytes::close);
        }
        return encoded.stopped();
    }

    private static void write(
            RealtimeChannel channel, RealtimeGroup.Encoded encoded, List<SharedBytes> frames, long upTo) {
        for (int i = 0; i < frames.size(); i++) {
            RealtimeGroup.Piece piece = encoded.pieces().get(i);
            if (!channel.socket().deliver(piece, frames.get(i))) {
                return;
            }
            channel.servedUpTo(piece.last());
        }
        channel.servedUpTo(encoded.stopped() ? encoded.upTo() : upTo);
    }

    /** Ends the channel so that its client joins it again. */
    void giveUp(RealtimeChannel channel, String why) {
        remove(channel);
        channel.close();
        counts.gap();
        channel.socket()
                .say(messages -> messages.system(channel.joinRef(), channel.topic(), "postgres_changes", false, why));
        channel.socket().say(messages -> messages.error(channel.joinRef(), channel.topic()));
    }

    private static List<SharedBytes> shared(RealtimeGroup.Encoded encoded) {
        return encoded.pieces().stream()
                .map(piece -> new SharedBytes(piece.frames()))
                .toList();
    }
}
