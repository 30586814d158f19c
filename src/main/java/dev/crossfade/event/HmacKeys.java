package dev.crossfade.event;

import java.util.List;
import java.util.Optional;

/**
 * The keys for checksums: the first signs, all verify, so that one can take another's place while events of the old one are
 * still about.
 *
 * @param all each with an id of its own
 */
public record HmacKeys(List<HmacKey> all) {
    /** There are none. */
    public static final HmacKeys NONE = new HmacKeys(List.of());

    public HmacKeys {
        all = List.copyOf(all);
    }

    /** What new events are signed with. */
    public Optional<HmacKey> signing() {
        return all.stream().findFirst();
    }

    /** The key of that name. */
    public Optional<HmacKey> of(String id) {
        for (HmacKey key : all) {
            if (key.id().equals(id)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
