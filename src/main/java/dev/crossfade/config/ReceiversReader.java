package dev.crossfade.config;

import dev.crossfade.config.Alerts.Receiver;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads {@code alerts.receivers}: who is told of alerts. */
final class ReceiversReader {
    private static final int MOST = 10;
    private static final int LONGEST_URL = 2048;
    private static final int HIGHEST_PORT = 65_535;
    private static final int FINGERPRINT_LENGTH = 8;
    private static final String API = "/api/v2/alerts";
    private static final Kind<String> NAME = Kind.text(
            "1 to 64 letters, digits, dots, dashes or underscores",
            Pattern.compile("[A-Za-z0-9._-]{1,64}").asMatchPredicate());
    private static final Kind<String> VARIABLE = Kind.text(
            "the name of an environment variable",
            Pattern.compile("[A-Za-z_]\\w{0,127}").asMatchPredicate());
    /** A webhook's path is often what it knows its caller by. */
    private static final Kind<URI> URL = Kind.of(
                    "http:// or https://, with a host, and without user, password or fragment", ReceiversReader::url)
            .secret();

    private ReceiversReader() {}

    static List<Receiver> read(Section alerts, Layers layers) {
        List<Receiver> receivers =
                all(alerts.sections("receivers"), layers, problem -> layers.refuse("alerts.receivers", problem));
        alerts.coveredSections("receivers").forEach(covered -> all(covered, layers, layers::refuseCovered));
        alerts.say("receivers", receivers.stream().map(ReceiversReader::plainly).toList());
        return receivers;
    }

    private static List<Receiver> all(List<Section> items, Layers layers, Consumer<Problem> refuse) {
        List<Receiver> receivers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        AlertsReader.atMost(MOST, items, refuse);
        for (Section item : items) {
            one(item, layers).ifPresent(receiver -> {
                AlertsReader.unique(item, receiver.name(), names, refuse);
                receivers.add(receiver);
            });
        }
        return receivers;
    }

    private static Optional<Receiver> one(Section item, Layers layers) {
        Optional<String> name = item.required("name", NAME);
        Optional<Receiver.Type> type = item.required("type", Kind.oneOf(Receiver.Type.class));
        Optional<URI> url = item.required("url", URL);
        Optional<String> variable = item.optional("hmac_key_env", VARIABLE);
        if (type.filter(Receiver.Type.ALERTMANAGER::equals).isPresent()) {
            checkAlertmanager(item, url, variable);
        } else {
            variable.filter(named -> !layers.hasVariable(named))
                    .ifPresent(
                            named -> item.refuse("hmac_key_env", named, "a variable that is set, with the key in it"));
        }
        if (name.isEmpty() || type.isEmpty() || url.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Receiver(name.get(), type.get(), url.get(), variable));
    }

    private static void checkAlertmanager(Section item, Optional<URI> url, Optional<String> variable) {
        variable.ifPresent(
                named -> item.refuse("hmac_key_env", named, "type webhook: Alertmanager knows no signatures"));
        url.filter(address -> address.getRawQuery() != null || path(address).endsWith(API))
                .ifPresent(address ->
                        item.refuse("url", "(hidden)", "Alertmanager's address, to which " + API + " is added"));
    }

    private static String path(URI address) {
        return address.getRawPath().replaceFirst("/+$", "");
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            boolean sound = text.length() <= LONGEST_URL
                    && ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
                    && url.getHost() != null
                    && url.getPort() <= HIGHEST_PORT
                    && url.getPort() != 0
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null;
            return Optional.of(url).filter(any -> sound);
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    /** Another address shows by its hash's beginning, since the address itself may hold a secret. */
    private static String plainly(Receiver receiver) {
        return receiver
                + " sha256:" + sha256(receiver.url().toString()).substring(0, FINGERPRINT_LENGTH) + "…"
                + receiver.hmacKeyEnv().map(name -> " signed with " + name).orElse("");
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
