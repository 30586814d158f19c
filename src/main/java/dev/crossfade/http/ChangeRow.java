package dev.crossfade.http;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.realtime.ChangeText;

/** A row on its way to clients, with the text that they all share, made when the first one wants it. Pure. */
final class ChangeRow {
    private final FeedRow row;
    private byte[] data;

    ChangeRow(FeedRow row) {
        this.row = row;
    }

    FeedRow row() {
        return row;
    }

    long position() {
        return row.event().position().orElseThrow();
    }

    byte[] data() {
        if (data == null) {
            data = ChangeText.data(row);
        }
        return data;
    }
}
