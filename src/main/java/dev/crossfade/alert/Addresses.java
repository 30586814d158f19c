package dev.crossfade.alert;

import dev.crossfade.config.Alerts.Receiver;
import java.net.URI;

/** Where requests to receivers go. */
final class Addresses {
    private static final String ALERTMANAGER_API = "/api/v2/alerts";

    private Addresses() {}

    static URI of(Receiver receiver) {
        return switch (receiver.type()) {
            case WEBHOOK -> receiver.url();
            case ALERTMANAGER -> URI.create(receiver.url().toString().replaceFirst("/+$", "") + ALERTMANAGER_API);
        };
    }
}
